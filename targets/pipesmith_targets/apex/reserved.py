"""Names that programs may not get in Apex, in lower case: Apex does not tell cases apart."""

EVERYWHERE = frozenset(
    """
    abstract and as asc break bulk by catch class commit continue delete desc do else enum
    extends false final finally for from global having if implements in insert instanceof
    interface like limit list map merge new not null nulls on or override private
    protected public return select static super testmethod this throw trigger true try
    undelete update upsert using virtual void webservice where while
    """.split()
)
"""Words that name nothing, not even a method."""

NOT_OF_METHODS = frozenset(
    """
    activate any array autonomous begin bigdecimal blob boolean byte case cast char
    collect const currency date datetime decimal default double end exception exit export
    float goto group hint import inner int integer into join long loop number object of
    outer package parallel pragma retrieve rollback set short sobject sort string switch
    synchronized system then time transaction when
    """.split()
)
"""Words that name methods, and nothing else."""

PLATFORM_TYPES = frozenset(
    """
    aggregateresult apex apexpages approval assert asyncoptions auth blob boolean callable
    calloutexception comparable component cookie crypto currency database date datetime
    decimal dom double email encodingutil enum eventbus exception finalizer flow http
    httprequest httpresponse id integer iterable iterator json jsongenerator jsonparser
    jsontoken label limits list listexception long map matcher math mathexception
    messaging nullpointerexception object orglimits page pagereference pattern process
    queueable queueablecontext quiddity request restcontext restrequest restresponse
    schedulable schema search security set sobject sobjectexception string stringexception
    system test time timezone trigger triggeroperation type typeexception url userinfo
    uuid version xmlexception
    """.split()
)
"""Classes of the platform that a class of the same name would hide."""

OBJECTS = frozenset(
    """
    account address asset attachment businesshours case contact event group lead location
    metadata network note opportunity order organization product2 profile report site
    solution task user userrole wave workbadge
    """.split()
)
"""Records of every org; a class within another may be called as one is."""

HIDING = frozenset(
    """
    blob boolean crypto database date datetime decimal double encodingutil eventbus http integer
    json label limits list long map math matcher object page pattern schema set site string system
    test time trigger type url userinfo
    """.split()
)
"""Types that a variable of the same name would hide where they are called."""

_MEMBERS_OF_OBJECTS = frozenset({"equals", "hashcode", "tostring", "clone"})

NOT_OF_INNER = EVERYWHERE | NOT_OF_METHODS | PLATFORM_TYPES
"""What no class within another may be called."""

NOT_OF_TYPES = NOT_OF_INNER | OBJECTS
"""What no class of a file may be called."""

NOT_OF_VALUES = EVERYWHERE | NOT_OF_METHODS | HIDING
"""What no variable, field, parameter or value of an enum may be called."""

OF_METHODS = EVERYWHERE | _MEMBERS_OF_OBJECTS
"""What no method may be called."""
