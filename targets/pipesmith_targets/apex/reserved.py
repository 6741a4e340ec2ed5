"""Names that programs may not get in Apex, in lower case: Apex does not tell cases apart."""

EVERYWHERE = frozenset(
    """
    abstract and as asc break bulk by catch class commit continue delete desc do else enum
    extends false final finally for from global having if implements in insert instanceof
    interface like limit list map merge new not null nulls on or override private
    protected public return select static super testmethod this throw trigger true try
    undelete update upsert using virtual webservice where while
    """.split()
)
"""Words that name nothing, not even a method."""

NOT_OF_METHODS = frozenset(
    """
    activate any array autonomous begin bigdecimal blob boolean byte case cast char
    collect const currency date datetime decimal default double end exception exit export
    float goto group hint import inner int integer into join long loop number object of
    outer package parallel pragma retrieve rollback set short sobject sort string switch
    synchronized system then time transaction void when
    """.split()
)
"""Words that name methods, and nothing else."""

PLATFORM_TYPES = frozenset(
    """
    account address aggregateresult apex apexpages approval assert asset asyncoptions
    attachment auth blob boolean businesshours callable calloutexception case comparable
    component contact cookie crypto currency database date datetime decimal dom double
    email encodingutil enum event eventbus exception finalizer flow group http httprequest
    httpresponse id integer iterable iterator json jsongenerator jsonparser jsontoken
    label lead limits list listexception location long map matcher math mathexception
    messaging metadata network note nullpointerexception object opportunity order
    organization orglimits page pagereference pattern process product2 profile queueable
    queueablecontext quiddity report request restcontext restrequest restresponse
    schedulable schema search security set site sobject sobjectexception solution string
    stringexception system task test time timezone trigger triggeroperation type
    typeexception url user userinfo userrole uuid version wave workbadge xmlexception
    """.split()
)
"""Types of the platform that a class of the same name would hide."""

HIDING = frozenset(
    """
    blob boolean crypto database date datetime decimal double encodingutil eventbus http integer
    json label limits list long map math matcher object page pattern schema set site string system
    test time trigger type url userinfo
    """.split()
)
"""Types that a variable of the same name would hide where they are called."""

_MEMBERS_OF_OBJECTS = frozenset({"equals", "hashcode", "tostring", "clone"})

NOT_OF_TYPES = EVERYWHERE | NOT_OF_METHODS | PLATFORM_TYPES
"""What no class may be called."""

NOT_OF_VALUES = EVERYWHERE | NOT_OF_METHODS | HIDING
"""What no variable, field, parameter or value of an enum may be called."""

OF_METHODS = EVERYWHERE | _MEMBERS_OF_OBJECTS
"""What no method may be called."""
