/**
 * The codes of all errors that a search can end in. The table is closed: the documentation lists it, and a test checks that a case provokes
 * each code.
 */
export const ERROR_CODES = {
  unexpected_text: "The text does not fit the syntax here.",
  missing_argument: "A required argument of the command or function is missing.",
  unbalanced_quote: "A quote is not closed.",
  unbalanced_bracket: "A parenthesis or bracket is not closed, or closes nothing.",
  unknown_command: "There is no command of this name.",
  unsupported_command: "Splunk has this command; the runner does not implement it exactly.",
  unknown_option: "The command has no such option.",
  unsupported_option: "Splunk has this option; the runner does not implement it exactly.",
  invalid_option_value: "The option does not take this value.",
  unknown_function: "There is no function of this name.",
  unsupported_function: "Splunk has this function; the runner does not implement it exactly.",
  wrong_argument_count: "The number of arguments is wrong.",
  wrong_type: "The value has a type that is not allowed here.",
  invalid_field_name: "This is not a valid field name.",
  unknown_macro: "No macro of this name and number of arguments is defined or visible.",
  unsupported_macro: "The macro uses a feature that the runner does not implement exactly.",
  macro_recursion: "The macro calls itself, directly or through others.",
  macro_validation: "The macro's own validation rejects its arguments.",
  unknown_lookup: "No lookup definition or file of this name is visible.",
  malformed_lookup: "The lookup's file or definition cannot be read.",
  missing_state: "The command writes, and no folder of state is given.",
  invalid_state: "The folder of state cannot be read or written, or another search has changed it meanwhile.",
  unknown_dataset: "No data model or dataset of this name is known, and no rows are given for it.",
  unknown_saved_search: "No saved search of this name is defined.",
  malformed_conf: "A .conf file cannot be read.",
  malformed_event: "An input line is not an event.",
  invalid_time: "The time, time modifier or time format is not valid.",
  unsupported_regex:
    "The regular expression is not valid, or uses a feature of PCRE that the runner lacks or whose versions differ.",
  ambiguous: "Splunk's documentation leaves open what this means.",
  limit: "A limit of the runner (steps, rows, characters, values, time or depth) is exceeded.",
  external_command: "A custom search command failed.",
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;
