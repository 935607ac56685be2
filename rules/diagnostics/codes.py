"""The closed list of what can be found. A code is never used again for something else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: only an error makes a constitution invalid."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding. A retired code keeps its entry and page, but nothing may report it any more."""

    code: str
    title: str
    severity: Severity = Severity.ERROR
    retired: bool = False


# Each family is a tuple of its own; its letter and hundred say what it is about.
YAML = (
    Code("Y101", "The file cannot be read"),
    Code("Y102", "The file is not UTF-8 text"),
    Code("Y103", "The file begins with a byte order mark"),
    Code("Y104", "The file is too large"),
    Code("Y105", "The file holds no document"),
    Code("Y106", "A character that cannot be seen"),
    Code("Y107", "A tab in the indentation"),
    Code("Y108", "This cannot be read as YAML"),
    Code("Y109", "A value begins with a character that YAML keeps for itself"),
    Code("Y110", "A colon inside a value"),
    Code("Y111", "A value inside brackets was cut"),
    Code("Y112", "YAML drops the text after `#`", Severity.WARNING),
    Code("Y113", "A key stands twice in one map"),
    Code("Y114", "Anchors and aliases are not part of the language"),
    Code("Y115", "Tags are not part of the language"),
    Code("Y116", "Merge keys are not part of the language"),
    Code("Y117", "The document is not a map"),
    Code("Y118", "A key is more than a piece of text on one line"),
    Code("Y119", "A key is empty"),
    Code("Y120", "Lists and maps lie too deep in one another"),
    Code("Y121", "YAML directives and end marks are not part of the language"),
    Code("Y122", "A map without braces inside a list"),
    Code("Y123", "A line that begins with `-` is added to the value above"),
    Code("Y124", "The file has too many documents"),
)

FACTS = (
    Code("F601", "A key that does not belong here"),
    Code("F602", "A key is missing"),
    Code("F603", "A value of the wrong kind"),
    Code("F604", "This is not an option symbol"),
    Code("F605", "Two things have one name"),
    Code("F606", "A number outside its range"),
    Code("F607", "An instrument that the table of instruments does not have"),
    Code("F608", "A date after the instant of the facts"),
    Code("F609", "A document that does not belong here"),
    Code("F610", "The file lacks its document"),
    Code("F611", "A table cannot be read"),
    Code("F612", "A table lacks a column"),
    Code("F613", "A value of a table cannot be read"),
    Code("F614", "The facts have the wrong shape"),
    Code("F615", "This cannot be read as JSON"),
    Code("F616", "The instant cannot be read"),
    Code("F617", "The recording has nothing of that name or day"),
    Code("F618", "A row does not fit its columns"),
    Code("F619", "Two rows speak of the same thing"),
    Code("F621", "A scope the law does not have"),
    Code("F622", "A value of the wrong shape"),
    Code("F623", "A fact that may not be missing"),
    Code("F624", "A subject does not say to what it belongs"),
    Code("F625", "A fact the law is not given"),
    Code("F626", "A fact that may not be none"),
    Code("F627", "A value that is none of its type"),
    Code("F628", "A fact that contradicts the instant"),
    Code("F629", "A subject that is not there"),
    Code("F630", "Facts of a day on which the law is not in force"),
    Code("F631", "A name that the law does not have"),
)

SYNTAX = (
    Code("E101", "A character that is not part of the language"),
    Code("E102", "Equality is written `is`"),
    Code("E103", "A comparison sign that is not part of the language"),
    Code("E104", "Words of the language are written as words, and small"),
    Code("E105", "Quotation marks in an expression"),
    Code("E106", "Braces in an expression"),
    Code("E107", "A number with marks between its digits"),
    Code("E108", "An expression is missing"),
    Code("E109", "An expression ends too early"),
    Code("E110", "Something is missing in an expression"),
    Code("E111", "An expression goes on where it should end"),
    Code("E112", "An expression is nested too deeply"),
    Code("E113", "A date or time that does not exist"),
    Code("E114", "A number in a form that is not part of the language"),
    Code("E115", "A word of the language cannot be a name"),
    Code("E116", "The language has another word for this"),
    Code("E117", "Comparisons cannot be chained"),
    Code("E120", "Not a kind of document"),
    Code("E121", "An unknown key"),
    Code("E122", "A key is missing"),
    Code("E123", "A value of the wrong shape"),
    Code("E124", "It is not said which form is meant"),
    Code("E125", "An empty value"),
    Code("E126", "Not an id"),
    Code("E127", "Not a name"),
    Code("E128", "A word that is not one of the words allowed here"),
    Code("E129", "Not a range, date or time"),
    Code("E130", "A rule has exactly one effect"),
    Code("E131", "A derived fact has exactly one value"),
    Code("E132", "Not a preference"),
    Code("E133", "An expression is too long"),
)
TYPES = (
    Code("E201", "Units do not match"),
    Code("E202", "Two plain numbers of different names are mixed"),
    Code("E203", "A number has no unit"),
    Code("E204", "A number is needed"),
    Code("E205", "A subject is needed"),
    Code("E206", "A unit is not well declared"),
    Code("E207", "A list holds words and numbers only"),
    Code("E208", "Two values cannot be compared"),
    Code("E209", "A set is needed"),
    Code("E210", "A value of another type is expected"),
    Code("E211", "A chain of cases has no `otherwise:`"),
    Code("E212", "A value that can never be none"),
    Code("E213", "A fact that can never be stale"),
    Code("E214", "`of` needs a ratio"),
    Code("E215", "`for` picks a value of a keyed parameter"),
    Code("E216", "A keyed parameter has no such value"),
    Code("E217", "`as` cannot change this unit"),
    Code("E218", "A wrong number of values"),
    Code("E219", "A series is needed"),
    Code("E220", "A choice that may be none is read without asking"),
    Code("E221", "A fact of a kind is read of a subject that may not be of that kind"),
    Code("E222", "A range or step makes no sense"),
    Code("E223", "A literal is needed"),
    Code("E224", "A parameter has exactly one of `of:` and `unit:`"),
    Code("E225", "A word stands twice in a list"),
    Code("E226", "A value lies outside its bounds or off its grid"),
    Code("E227", "A range ends before it begins"),
    Code("E228", "A division by zero"),
    Code("E230", "A fact is derived for every subject of its scope"),
    Code("E232", "Applicability reads a fact that can be unknown"),
    Code("E233", "`if_unknown:` is for flags"),
    Code("E234", "An action is not done to this subject"),
    Code("E235", "Only a permit can be an exception"),
    Code("E236", "A forbid would stop what reduces risk"),
    Code("E237", "A rule proposes one action"),
    Code("E238", "A field may lie off its grid"),
    Code("E239", "A field has no value"),
    Code("E240", "Amount and limit do not go together"),
    Code("E241", "A universe needs a scope with a compound key"),
    Code("E242", "A parameter may not be changed here"),
    Code("E243", "No such rule can be suspended"),
    Code("E244", "A permit is judged before sizes are known"),
    Code("E250", "Only what the law keeps has a value before"),
    Code("E251", "Only an event happens"),
    Code("E252", "The law does not tell of this event"),
    Code("E253", "A machine whose states and moves do not fit together"),
    Code("E254", "An occasion that cannot be counted"),
    Code("E255", "A schedule needs a time"),
    Code("E256", "A kept value may lie off its grid"),
    Code("E257", "An action of fewer than two legs"),
    Code("E258", "A leg does not stand where it can"),
    Code("E259", "A leg cannot be judged alone so"),
    Code("E260", "A leg alone lacks a field"),
    Code("E261", "A consequence that rests on facts"),
)
NAMES = (
    Code("E301", "An unknown name"),
    Code("E302", "An unknown scope"),
    Code("E303", "An unknown unit"),
    Code("E304", "A name has two meanings"),
    Code("E305", "An unknown action"),
    Code("E306", "A subject cannot be reached"),
    Code("E307", "An unknown rule or section"),
    Code("E308", "An unknown type"),
    Code("E309", "An unknown word of a type"),
    Code("E310", "A name leads to several subjects"),
    Code("E311", "A name is declared twice"),
    Code("E312", "A scope belongs to itself"),
    Code("E313", "An id is used twice"),
    Code("E314", "An unknown ruling"),
    Code("E315", "A written fact needs a scope and a name"),
    Code("E316", "There is no law to read"),
    Code("E317", "A constitution without a rule"),
    Code("E318", "A constitution without a head"),
    Code("E330", "An unknown event, schedule or machine"),
    Code("E319", "An amended version that is not there"),
    Code("E320", "A repealed document or entry that is not there"),
    Code("E321", "Versions that amend one another in a circle"),
    Code("E322", "Two versions in force from one day"),
)
ORDER = (
    Code("S401", "Documents need one another in a circle"),
    Code("S402", "A fact has two writers"),
    Code("S403", "Documents rest on one another too far"),
    Code("S410", "A kept value that changes by being looked at"),
    Code("S411", "Two duties that may arise together", Severity.WARNING),
)
TABLES = (
    Code("T501", "A hit policy needs numbers"),
    Code("T502", "A table without `otherwise:`"),
    Code("T503", "A table without rows"),
    Code("T504", "Two rows have the same condition"),
    Code("T505", "The order of outputs is incomplete"),
    Code("T506", "Two rows can hold together", Severity.WARNING),
    Code("T507", "Values that no row speaks of", Severity.WARNING),
    Code("T508", "A row that never decides", Severity.WARNING),
)
REACH = (
    Code("R701", "A rule can stop what reduces risk", Severity.NOTE),
    Code("R702", "An action that no rule permits", Severity.WARNING),
    Code("R703", "A class of actions that no rule names", Severity.WARNING),
    Code("R704", "An action that nothing proposes", Severity.NOTE),
    Code("R705", "A condition that can never hold", Severity.WARNING),
    Code("R706", "A condition that always holds", Severity.WARNING),
    Code("R707", "A part of a condition that changes nothing", Severity.WARNING),
    Code("R708", "A case that is never reached", Severity.WARNING),
    Code("R709", "What is true of every one is true of none", Severity.WARNING),
    Code("R710", "Of nothing there is no highest, lowest or mean", Severity.WARNING),
    Code("R711", "A fact that a subject may never have forbids", Severity.WARNING),
    Code("R712", "A latch that nothing resets", Severity.WARNING),
    Code("R713", "An event that the law never records", Severity.WARNING),
    Code("R714", "A known consequence", Severity.WARNING),
    Code("R715", "A consequence that no longer follows", Severity.WARNING),
)
STYLE = (
    Code("L901", "A parameter that no rule reads", Severity.WARNING),
    Code("L902", "A ratio that may be meant as a percentage", Severity.WARNING),
    Code("L903", "A local name that nothing reads", Severity.WARNING),
    Code("L904", "Given facts that no rule reads", Severity.NOTE),
    Code("L905", "A kind that nothing names", Severity.WARNING),
    Code("L906", "An event that no rule reads", Severity.NOTE),
)

SCENARIOS = (
    Code("B101", "The feature cannot be read"),
    Code("B102", "There is nothing to test"),
    Code("B103", "A scenario that proves nothing"),
    Code("B104", "A scenario without a name of its own"),
    Code("B105", "A step that is not defined"),
    Code("B106", "A step that could be two"),
    Code("B107", "A step at the wrong time"),
    Code("B108", "A name that the law or the facts do not have"),
    Code("B109", "A name with several meanings"),
    Code("B110", "A conclusion stated as a given"),
    Code("B111", "A value that does not fit"),
    Code("B112", "A moment that does not exist"),
    Code("B113", "A table of the wrong shape"),
    Code("B114", "An expectation of what is given"),
    Code("B115", "Examples and steps that do not fit together"),
    Code("B116", "A tag for a rule that is not there"),
    Code("B117", "Terms that the law does not allow"),
    Code("B120", "An expectation that is not met"),
)

COVERAGE = (
    Code("C801", "A list of what need not be shown that cannot be read"),
    Code("C802", "Something named there that the law does not have"),
    Code("C803", "Something named there that is shown after all"),
)

FAMILIES = (YAML, SYNTAX, TYPES, NAMES, ORDER, TABLES, FACTS, REACH, STYLE, SCENARIOS, COVERAGE)

CODES: dict[str, Code] = {entry.code: entry for family in FAMILIES for entry in family}
