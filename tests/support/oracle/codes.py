"""The codes that the rules name, by what they mean."""

PIPELINE = {"RMV", "DEP", "EXC"}
PENDING_WHILE_OPEN = {"RMV", "DEP", "EXC", "WHO", "AOC"}
REVIEW = {"CFR", "RFR", "CSR", "CDR", "DCC", "WHO", "AOC", "REC"}

REMOVAL = {("RMV", "X"), ("DEP", "D"), ("EXC", "E")}
WITHHELD = {("RMV", "E"), ("RMV", "Z"), ("RMV", "G")}
VOLUNTARY = {("RMV", "V"), ("DEP", "V"), ("EXC", "V")}
RELIEF = {"R", "Q", "C"}  # in the pipeline; G is a grant in DEP and EXC and a withheld removal in RMV
MOVES = {"C", "T"}
CLOSURES = {"A", "Y", "M", "K", "H", "P", "B", "F"}
OTHER_KNOWN = {"W", "O", "J"}
DISPOSITIVE = {"removal_order", "removal_withheld", "voluntary_departure", "relief", "termination", "dismissal"}
ORDER_CLASS = {
    "removal_order": "removal",
    "removal_withheld": "removal_withheld",
    "voluntary_departure": "voluntary_departure",
}

STANDS = {"DIS", "SAF", "SUD", "SED", "SAD", "SND", "SOD", "DSO", "DEN", "DNS", "CFD", "FMD"}
UNTIMELY = {"DUT", "SDG"}
WITHDRAWN = {"WDL", "WPD"}
WITH_VOLUNTARY_DEPARTURE = {"DVD", "D30", "SAV", "CFV", "BVD"}
REMANDS = {"REM", "BCR"}
SUSTAINS = {"SUS", "GRN", "GNR", "GRS", "CGR", "CPC", "CPG", "CFG"}
TERMINATES = {"TER", "TPD"}
PARKED = {"ADM", "APD", "CTM", "ABC", "TPS", "DED", "SUP", "SCC", "SNC", "NAN"}
NOT_YET = {"CON", "ACR", "ADR"}

REOPENING_MOTIONS = {"MA", "O", "MC", "FD", "RD", "SA", "VO"}
MOTIONS_TO_REOPEN = {"MA", "O", "MC"}

DEDICATED_LOCATIONS = {"DAT", "TAD", "EAT", "NLT", "MAT", "NAT", "VAT", "NDD", "SDT", "SAT", "ATS", "BDD"}

MASTER = {"MM", "MR", "MS", "MA", "MD", "RD", "MP", "PD", "CI", "MC", "DC", "MT", "CD"}
INDIVIDUAL = {"II", "IR", "IA", "ID"}
FEAR_REVIEW = {"RR", "ED", "TD"}
DECIDED = {"8A", "8B"}
MOVED_OR_VACATED = {"55", "5A", "9B", "9A", "9C", "9V"}

TEN_CITIES = {
    "Miami": "MIA KRO",
    "Atlanta": "ATL ATD",
    "Chicago": "CHI",
    "Baltimore": "BAL",
    "Denver": "DEN",
    "Houston": "HOU HGP HSG HOD",
    "Los Angeles": "LOS WLA NLA VNS LAD LAN SPD",
    "New Orleans": "NOL",
    "New York": "NYC NYB NYV NYD",
    "San Francisco": "SFR",
}
CITY_OF_COURT = {court: city for city, courts in TEN_CITIES.items() for court in courts.split()}
