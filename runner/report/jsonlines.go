package report

// The lines. Their doc tags are what Fields says of them.

type startLine struct {
	Event     string `json:"event" doc:"\"start\""`
	Version   string `json:"version" doc:"of sockrun"`
	World     string `json:"world" doc:"\"real\" or \"simulated\""`
	Seed      uint64 `json:"seed" doc:"what --seed repeats the run with"`
	Shuffled  bool   `json:"shuffled" doc:"whether the order was drawn from the seed"`
	Began     string `json:"began" doc:"when, in UTC (RFC 3339)"`
	Files     int    `json:"files" doc:"how many files the scenarios are in"`
	Scenarios int    `json:"scenarios" doc:"how many are to be run"`
	Repeat    int    `json:"repeat,omitempty" doc:"how often each is to be run, when that is more than once; -1 for until one does not pass"`
	Shard     string `json:"shard,omitempty" doc:"which part of the scenarios these are, such as 2/4"`
}

type scenarioLine struct {
	Event      string        `json:"event" doc:"\"scenario\""`
	Name       string        `json:"name" doc:"of the scenario"`
	File       string        `json:"file" doc:"of the scenario, relative to where sockrun was started"`
	Line       int           `json:"line" doc:"of the scenario in its file, from 1"`
	Tags       []string      `json:"tags,omitempty" doc:"of the scenario"`
	Round      int           `json:"round,omitempty" doc:"which run of the scenario it is, from 1, when there are several"`
	Verdict    string        `json:"verdict" doc:"passed, flaky, failed, error, timeout or skipped"`
	Attempts   int           `json:"attempts,omitempty" doc:"how often it was run before this verdict, when that is more than once"`
	Reason     string        `json:"reason,omitempty" doc:"why it was skipped"`
	Duration   float64       `json:"duration_ms" doc:"how long it took, in milliseconds"`
	Chopped    *choppingLine `json:"chopped,omitempty" doc:"with --chop, how it went when its streams were chopped; left out when it does not pass as it is, or has no streams"`
	Failure    *failureLine  `json:"failure,omitempty" doc:"why it did not pass: the earliest failure, of the last attempt that did not"`
	Afterwards []failureLine `json:"afterwards,omitempty" doc:"the failures that came later"`
	Warnings   []warningLine `json:"warnings,omitempty" doc:"findings of the strict end that do not change the verdict"`
	Earlier    []failureLine `json:"earlier,omitempty" doc:"why the attempts before that did not pass"`
	Messages   []messageLine `json:"messages,omitempty" doc:"what crossed the sockets last when it did not pass: of the actor that failed, else of all"`
	Explored   *exploredLine `json:"explored,omitempty" doc:"how it went under many seeds, with --seeds"`
	Output     string        `json:"output,omitempty" doc:"what the scripts printed, each line behind the actor's name"`
	Abandoned  []string      `json:"abandoned,omitempty" doc:"tasks that did not end, the first 10"`
	Unnamed    int           `json:"abandoned_more,omitempty" doc:"how many others did not end"`
	Headroom   []tightLine   `json:"headroom,omitempty" doc:"waits that were done in time but used more than half of it"`
	Artifacts  string        `json:"artifacts,omitempty" doc:"the folder in which more is kept"`
}

type exploredLine struct {
	Seeds   int      `json:"seeds" doc:"under how many it ran"`
	Seed    string   `json:"seed,omitempty" doc:"with which --seed it does not pass, or the lowest with which it has the warnings that are shown here"`
	Warned  int      `json:"warned,omitempty" doc:"with how many seeds it has warnings, when it passes with all"`
	Weather string   `json:"weather,omitempty" doc:"the --weather that was asked for"`
	Known   bool     `json:"known,omitempty" doc:"true when it has failed with the seed before"`
	Least   string   `json:"least,omitempty" doc:"the --seed of the simplified run, which this line shows"`
	Takes   []string `json:"takes,omitempty" doc:"what it needs to fail, in words; none if it also fails when everything arrives whole, at once and in order"`
	Drawn   bool     `json:"drawn,omitempty" doc:"true when the random numbers that the seed gives to scripts and proxies are all it needs to fail: with those of another it passes"`
}

type tightLine struct {
	Who   string  `json:"who" doc:"such as clients.alice step 2, scenario"`
	Limit string  `json:"limit" doc:"what bounds it: within, timeout, settimeout, …"`
	Of    float64 `json:"of_ms" doc:"how long it may take, in milliseconds"`
	Used  float64 `json:"used_ms" doc:"how long it took, in milliseconds"`
	File  string  `json:"file" doc:"where it is"`
	Line  int     `json:"line" doc:"from 1"`
}

type failureLine struct {
	Verdict    string          `json:"verdict" doc:"failed, error or timeout"`
	Who        string          `json:"who" doc:"such as clients.alice, clients.alice[2], servers.echo connection 1, check"`
	Step       int             `json:"step,omitempty" doc:"its number, from 1"`
	Inside     string          `json:"inside,omitempty" doc:"where inside of the step, such as round 2 step 1"`
	Note       string          `json:"note,omitempty" doc:"what the step is for, as its note says"`
	File       string          `json:"file,omitempty" doc:"where it failed, which may be a script"`
	Line       int             `json:"line,omitempty" doc:"from 1"`
	Column     int             `json:"column,omitempty" doc:"in characters, from 1"`
	Message    string          `json:"message" doc:"what happened"`
	Code       string          `json:"code,omitempty" doc:"of an I/O error, such as ECONNRESET"`
	Finding    string          `json:"finding,omitempty" doc:"of the strict end: unread, unreached, unaccepted, open, unjoined, truncated or killed"`
	Topic      string          `json:"topic,omitempty" doc:"of the reference that says more: sockrun docs TOPIC"`
	Detail     []string        `json:"detail,omitempty" doc:"lines of text: both sides, or who waits for what"`
	Stack      []string        `json:"stack,omitempty" doc:"Lua functions, innermost first"`
	Difference *differenceLine `json:"difference,omitempty" doc:"both messages, when two differ"`
}

type warningLine struct {
	Finding string   `json:"finding" doc:"unread, unreached, unaccepted, open, unjoined, truncated or killed"`
	Who     string   `json:"who" doc:"such as clients.alice, servers.echo connection 1"`
	Step    int      `json:"step,omitempty" doc:"its number, from 1"`
	File    string   `json:"file,omitempty" doc:"where it is, which may be a script"`
	Line    int      `json:"line,omitempty" doc:"from 1"`
	Column  int      `json:"column,omitempty" doc:"in characters, from 1"`
	Message string   `json:"message" doc:"what was found"`
	Detail  []string `json:"detail,omitempty" doc:"lines of text: more about it, and what to do"`
}

type differenceLine struct {
	Expected      string      `json:"expected,omitempty" doc:"in hex, the first 64 KiB; left out when no message has all the expected fields"`
	Received      string      `json:"received" doc:"in hex, the first 64 KiB"`
	ExpectedBytes int         `json:"expected_bytes" doc:"how many there are"`
	ReceivedBytes int         `json:"received_bytes" doc:"how many there are"`
	Fields        []fieldLine `json:"fields,omitempty" doc:"those that differ, when the format is known"`
}

type fieldLine struct {
	Name     string `json:"name" doc:"of the field"`
	Type     string `json:"type" doc:"such as u16"`
	Offset   int    `json:"offset" doc:"in bytes, from 0"`
	Expected string `json:"expected" doc:"its value as a report shows it"`
	Received string `json:"received" doc:"its value as a report shows it"`
	Note     string `json:"note,omitempty" doc:"a guess at the cause"`
}

type messageLine struct {
	At         float64 `json:"at_ms" doc:"milliseconds since the scenario began"`
	Actor      string  `json:"actor" doc:"whose socket it is"`
	Direction  string  `json:"direction" doc:"sent or received"`
	Peer       string  `json:"peer" doc:"the actor at the other end, else its address"`
	Bytes      int     `json:"bytes" doc:"how many there are"`
	Summary    string  `json:"summary,omitempty" doc:"what the message is about, such as ping seq=7, when its format is known"`
	TLS        bool    `json:"tls,omitempty" doc:"true when it was encrypted on the wire"`
	Unfinished bool    `json:"unfinished,omitempty" doc:"true for a part of a message of which more should follow"`
	Hex        string  `json:"hex" doc:"the first of them, as far as they are kept"`
}

type endLine struct {
	Event     string  `json:"event" doc:"\"end\""`
	Scenarios int     `json:"scenarios" doc:"how many were to be run, each as often as it is repeated"`
	Passed    int     `json:"passed" doc:"how many"`
	Flaky     int     `json:"flaky" doc:"how many passed, but not at the first attempt"`
	Failed    int     `json:"failed" doc:"how many"`
	Error     int     `json:"error" doc:"how many"`
	Timeout   int     `json:"timeout" doc:"how many"`
	Skipped   int     `json:"skipped" doc:"how many"`
	NotRun    int     `json:"not_run" doc:"how many have no result since the run ended early"`
	Duration  float64 `json:"duration_ms" doc:"of the whole run, in milliseconds"`
}
