// A service that a test starts has no environment but its settings. It ends with this code at its first fault, and at
// its end when something leaked. Little of what is freed is kept for faults to come: tests look at how much memory the
// service holds.
const char *__asan_default_options(void) { return "exitcode=66:quarantine_size_mb=4"; }
