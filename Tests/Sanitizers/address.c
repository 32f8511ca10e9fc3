// A service that a test starts has no environment but its settings. It ends with this code at its first fault, and at
// its end when something leaked.
const char *__asan_default_options(void) { return "exitcode=66"; }
