// Runs all rules of Code Analyzer's PMD engine: node analyze.cjs <node_modules> <project folder>
// Prints one JSON object: the number of rules, and the findings.
const path = require('path');
const load = require('module').createRequire(path.join(path.resolve(process.argv[2]), 'x.js'));
const { CodeAnalyzer, CodeAnalyzerConfig } = load('@salesforce/code-analyzer-core');
const pmd = load('@salesforce/code-analyzer-pmd-engine');

function finding(violation) {
  const place = violation.getPrimaryLocation();
  return {
    path: place.getFile(),
    line: place.getStartLine(),
    rule: violation.getRule().getName(),
    message: violation.getMessage().replace(/\s+/g, ' '),
  };
}

async function analyze(folder) {
  const analyzer = new CodeAnalyzer(CodeAnalyzerConfig.withDefaults());
  await analyzer.addEnginePlugin(pmd.createEnginePlugin());
  const workspace = await analyzer.createWorkspace([path.resolve(folder)]);
  const rules = await analyzer.selectRules(['pmd'], { workspace });
  const results = await analyzer.run(rules, { workspace });
  const findings = results.getViolations().map(finding);
  process.stdout.write(JSON.stringify({ rules: rules.getCount(), findings }));
}

analyze(process.argv[3]).catch((error) => {
  console.error(error);
  process.exit(2);
});
