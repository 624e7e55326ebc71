/**
 * Every way in which the runner says no. One closed table of codes, so that documentation and tests can hold the
 * complete list against it; a search is refused with one of these, or it runs.
 */
export const ERROR_CODES = {
  unexpected_text: "The text does not fit the syntax at this place.",
  missing_argument: "The command or function lacks something that it needs.",
  unbalanced_quote: "A quotation mark is not closed.",
  unbalanced_bracket: "A parenthesis or bracket is not closed, or closes nothing.",
  unknown_command: "No command of this name is known.",
  refused_command: "The command exists in Splunk, but cannot be run faithfully here.",
  unknown_option: "The command has no such option.",
  refused_option: "The option exists in Splunk, but cannot be honoured faithfully here.",
  bad_option_value: "The option does not take this value.",
  unknown_function: "No function of this name is known.",
  refused_function: "The function exists in Splunk, but cannot be run faithfully here.",
  wrong_argument_count: "The function takes another number of arguments.",
  wrong_type: "The value has a type that is not allowed here.",
  bad_field_name: "This cannot be the name of a field.",
  unknown_macro: "No macro of this name and number of arguments is defined or visible.",
  refused_macro: "The macro uses a feature that cannot be run faithfully here.",
  macro_recursion: "The macro calls itself, directly or through others.",
  macro_validation: "The macro's own validation rejects its arguments.",
  unknown_lookup: "No lookup definition or file of this name is visible.",
  damaged_lookup: "The lookup's file or definition cannot be read.",
  unknown_saved_search: "No saved search of this name is defined.",
  damaged_conf: "A .conf file cannot be read.",
  damaged_event: "An input line is not an event.",
  bad_time: "The time or time modifier cannot be understood.",
  refused_regex:
    "The regular expression is not valid, or uses a feature of PCRE that the runner lacks or whose versions differ.",
  ambiguous: "Splunk's documentation does not settle what this means, so it is not guessed.",
  limit: "A limit of the runner (steps, rows, time or depth) is reached.",
  external_command: "A custom search command failed.",
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;
