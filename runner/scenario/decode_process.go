package scenario

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

const (
	takesCommand  = "a list such as [python3, -m, http.server]"
	takesFolder   = "a folder"
	takesEnv      = "a map from names to texts"
	takesActors   = "the name of a client or a process that ends, or a list of them"
	takesPorts    = "a map from names to free, {inherit: true} or {log: PATTERN}"
	takesPort     = "free, {inherit: true} or {log: PATTERN}"
	takesReady    = "a map with tcp, udp, unix, log or lua"
	takesPortName = "the name of a port, a number or host:port"
	takesPath     = "the path of a unix socket"
	takesExit     = "a code from 0 to 255, a list of them, or any"
	takesStop     = "a map with signal and grace"
	takesSignal   = "the name of a signal such as TERM"
)

const processDoc = "An actor that is a program of the system. It starts before the clients, which wait until it is ready. If it ends while it is needed, the scenario fails; at the end it is stopped together with its process group, and the scenario fails if it crashes then. Its keys may contain {{ vars.NAME }}, {{ self.ports.PORT }}, {{ servers.NAME.port }} and {{ processes.NAME.ports.PORT }}; a process that names a port of another one starts when that one is ready, unless they name each other's. A process that ends before it is ready and reports that an address is in use is started again with other free ports, at most three times. The first and the last 512 KiB of stdout and of stderr are kept; -v shows the lines. When sockrun is interrupted it gets its stop signal and its grace, as at the end; a second signal kills it at once. SIGINT, SIGQUIT, SIGHUP and SIGTERM act on it as usual even where sockrun ignores them, in the background of a shell or under nohup. In the simulated world a scenario with processes is skipped. sockrun docs programs shows configuration files and a server that is started again."

// processTable declares an entry of processes.
func processTable() table[Process] {
	return table[Process]{topic: "processes", what: "a process", doc: processDoc, keys: []key[Process]{
		{name: "command", takes: takesCommand, doc: "The program and its arguments. A program with a slash is relative to cwd, any other is looked up in PATH. Needs --allow-run=PROGRAM.",
			example: `command: [redis-server, --port, "{{ self.ports.resp }}"]`,
			needed:  true,
			decode:  func(d *decoder, v value, p *Process) { p.Command = d.command(v) }},
		{name: "cwd", takes: takesFolder, doc: "The folder that it runs in, relative to that of the scenario file.",
			otherwise: "the folder of the scenario file", example: `cwd: "{{ vars.tmp }}"`,
			decode: func(d *decoder, v value, p *Process) { p.Cwd = d.template(v) }},
		{name: "env", takes: takesEnv, doc: "Environment variables, in addition to PATH, HOME, LANG and SOCKRUN_SCENARIO, by which left-over children are found at the end.",
			otherwise: "PATH, HOME and LANG alone", example: "env: {LOG_LEVEL: debug}",
			decode: func(d *decoder, v value, p *Process) { p.Env = d.environment(v) }},
		{name: "stdin", takes: takesValue, doc: "What it reads from stdin, which then ends.",
			otherwise: "an empty input", example: `stdin: "quit\n"`,
			decode: func(d *decoder, v value, p *Process) { p.Stdin = d.value(v) }},
		{name: "after", takes: takesActors, doc: "It starts when these clients and processes have ended.",
			otherwise: "it starts before the clients", example: "after: [alice]",
			decode: func(d *decoder, v value, p *Process) { p.After = d.actorNames(v) }},
		{name: "ports", takes: takesPorts, doc: "The ports that it listens on. free chooses a port that is free over TCP and UDP, which {{ self.ports.NAME }} passes to the process; other ports are handed over as listeners, or read from its output. Elsewhere processes.NAME.ports.PORT is the number. Clients connect to NAME.PORT, over TCP, or over UDP if ready: {udp: PORT} names the port; for any other UDP port write connect: \"udp://127.0.0.1:{{ processes.NAME.ports.PORT }}\".",
			otherwise: "no port that others can name", example: "ports: {resp: free}",
			decode: func(d *decoder, v value, p *Process) { p.Ports = d.ports(v) }},
		{name: "ready", takes: takesReady, doc: "How to tell that it is ready, so that others may start.",
			otherwise: "it is ready when its free ports accept connections, and when it has printed the ports of log; with exit only the latter, because a program that serves one client and ends would take sockrun, which tries the port, for that client", example: "ready: {tcp: resp, within: 5s}",
			decode: func(d *decoder, v value, p *Process) { p.Ready = d.ready(v) }},
		{name: "exit", takes: takesExit, doc: "The exit codes that are allowed. The process ends by itself, and the scenario waits for that. The code of a process that is stopped at the end is checked by check: processes.NAME.exit_code == 0, without exit.",
			otherwise: "it runs until it is stopped at the end", example: "exit: 0",
			decode: func(d *decoder, v value, p *Process) { p.Exit = d.exit(v) }},
		{name: "stop", takes: takesStop, doc: "How it is stopped at the end.",
			otherwise: "with TERM, and 1s later with KILL", example: "stop: {signal: INT, grace: 5s}",
			decode: func(d *decoder, v value, p *Process) { d.tables.stop().decode(d, v, v.pos, &p.Stop) }},
	}, moved: map[string]string{
		"args":       "arguments belong to the command: command: [PROGRAM, ARGUMENT]",
		"cmd":        "write command: [PROGRAM, ARGUMENT]",
		"listen":     "a process opens its ports itself: ports: {NAME: free}, and {{ self.ports.NAME }} in its command",
		"port":       "write ports: {NAME: free}, and {{ self.ports.NAME }} in its command",
		"connect":    "clients connect, to NAME.PORT of a process",
		"wait":       "write ready: {tcp: PORT}, or ready: {log: PATTERN}",
		"wait_for":   "write ready: {tcp: PORT}, or ready: {log: PATTERN}",
		"exit_code":  "write exit: and the code, for a process that ends by itself; of any other check: processes.NAME.exit_code == 0 looks at it at the end",
		"signal":     "write stop: {signal: INT}",
		"depends_on": "write after: NAME, for when that has ended; a process that names a port of another waits until that one is ready",
		"stdout":     "write check: processes.NAME.stdout:find(\"text\", 1, true) in the scenario",
		"stderr":     "write check: processes.NAME.stderr:find(\"text\", 1, true) in the scenario",
		"timeout":    "ready: {within: 5s} bounds its start, the scenario's timeout the rest",
	}}
}

// portTable declares a port that is not simply free.
func portTable() table[Port] {
	return table[Port]{topic: "ports", what: "a port", doc: "How a process gets a port, unless it is simply free.", keys: []key[Port]{
		{name: "inherit", takes: "true", one: true,
			doc:     "The port is bound on 127.0.0.1 before the process starts, and the listener is handed over as systemd does: from descriptor 3 on, with LISTEN_FDS, LISTEN_FDNAMES and LISTEN_PID. Clients can connect from the beginning.",
			example: "inherit: true",
			decode: func(d *decoder, v value, p *Port) {
				p.Kind = PortInherit
				if !d.boolean(v) && v.text == "false" {
					d.fail(v.pos, "inherit is true or left out")
				}
			}},
		{name: "log", takes: takesPattern, one: true,
			doc:     "The process chooses the port and prints it in a line on stdout or stderr. The port is the first capture of this Lua pattern, in which - is written %-.",
			example: `log: "listening on .*:(%d+)"`,
			decode: func(d *decoder, v value, p *Port) {
				p.Kind = PortLog
				p.Pattern = d.pattern(v, true)
			}},
	}, none: "a port is " + takesPort}
}

// readyTable declares how readiness shows.
func readyTable() table[Ready] {
	target := func(kind ReadyKind) func(*decoder, value, *Ready) {
		return func(d *decoder, v value, r *Ready) { r.Kind, r.Target = kind, d.template(v) }
	}
	return table[Ready]{topic: "ready", what: "ready", doc: "How to tell that a process is ready. On Linux what listens at a fixed place before the process starts, such as a server that was forgotten, does not count, unless the process has exit.", apart: justOne, keys: []key[Ready]{
		{name: "tcp", takes: takesPortName, doc: "Something listens on this TCP port.", one: true,
			example: "tcp: resp", decode: target(ReadyTCP)},
		{name: "udp", takes: takesPortName, doc: "Something is bound to this UDP port. If it is the name of a port, connect: NAME.PORT in clients means UDP, too.", one: true,
			example: "udp: dns", decode: target(ReadyUDP)},
		{name: "unix", takes: takesPath, doc: "Something listens on this path. A relative path is in the temporary folder.", one: true,
			example: "unix: app.sock", decode: target(ReadyUnix)},
		{name: "log", takes: takesPattern, doc: "A line on stdout or stderr matches this Lua pattern, in which - is written %-. Many programs buffer stdout when it is not a terminal, so the program must flush the line; Python does with python3 -u or PYTHONUNBUFFERED=1 in env.", one: true,
			example: "log: ready to accept",
			decode:  func(d *decoder, v value, r *Ready) { r.Kind, r.Pattern = ReadyLog, d.pattern(v, false) }},
		{name: "lua", takes: takesExpression, doc: "This Lua expression is true. An error in it counts as not ready yet.", one: true,
			example: `lua: io.open(vars.tmp .. "/pid") ~= nil`,
			decode:  func(d *decoder, v value, r *Ready) { r.Kind, r.Lua = ReadyLua, d.expression(v) }},
		{name: "within", takes: takesDuration, doc: "How long it may take to become ready. It does not count against the scenario's timeout.",
			otherwise: "10s", example: "within: 5s",
			decode: func(d *decoder, v value, r *Ready) { r.Within = d.duration(v, 1) }},
	}, moved: map[string]string{
		"port":    "write tcp: and the name of the port",
		"stdout":  "write log: and a Lua pattern, which a line on stdout or stderr must match",
		"stderr":  "write log: and a Lua pattern, which a line on stdout or stderr must match",
		"output":  "write log: and a Lua pattern, which a line on stdout or stderr must match",
		"timeout": "within is how long it may take to become ready",
	}}
}

// oneReady says what to do with several conditions.
const oneReady = "one of them shows that it is ready: keep the one that comes last"

func justOne(value, string, string) string { return oneReady }

// stopTable declares how a process is stopped.
func stopTable() table[Stop] {
	return table[Stop]{topic: "stop", what: "stop", doc: "How a process is stopped at the end. With which code it ends then is left to check; a crash, such as with SIGSEGV or SIGABRT, fails the scenario, and so does an end before it was told to, with another status than 0. With signal: KILL it has no time to do anything.", keys: []key[Stop]{
		{name: "signal", takes: takesSignal, doc: "The signal that asks it to end: INT, SIGINT and int are the same.",
			otherwise: "TERM", example: "signal: INT",
			decode: func(d *decoder, v value, s *Stop) { s.Signal = d.signal(v) }},
		{name: "grace", takes: takesDuration, doc: "How long it may take to end after that. Then it is killed, and the result has a warning: see strict.killed.",
			otherwise: "1s", example: "grace: 5s",
			decode: func(d *decoder, v value, s *Stop) { s.Grace = d.duration(v, 0) }},
	}}
}

func (d *decoder) process(name string, at Pos, v value) {
	s := processScope()
	defer d.enter(s)()
	v.takes = "a map with command"
	p := &Process{Name: name, Pos: at, Stop: Stop{Signal: "TERM", Grace: DefaultGrace}}
	s.self = p
	d.scenario.Processes = append(d.scenario.Processes, p)
	d.tables.process().decode(d, v, at, p)
}

// command takes a list of at least one word.
func (d *decoder) command(v value) (words []*Text) {
	if v.kind == scalarNode && !v.isNull() {
		d.wrongType(v)
		d.errs[len(d.errs)-1].Hint = asList(v)
		return nil
	}
	d.each(v, func(word value) {
		word.takes = takesText
		words = append(words, d.template(word))
	})
	if v.kind == listNode && (len(words) == 0 || words[0].Raw == "") {
		d.fail(v.pos, "command needs the name of a program")
	}
	return words
}

func (d *decoder) environment(v value) (list []EnvVar) {
	if v.kind != mapNode {
		d.wrongType(v)
		return nil
	}
	for _, e := range v.entries {
		if !isIdentifier(e.key.text) {
			d.fail(e.key.pos, "a variable of the environment has letters, digits and _ in its name, got %s", quoteText(e.key.text))
			continue
		}
		list = append(list, EnvVar{e.key.text, d.template(value{e.value, e.key.text, takesText})})
	}
	return list
}

// actorNames takes one name or a list of them.
func (d *decoder) actorNames(v value) (names []Name) {
	if v.kind != listNode {
		return []Name{{v.pos, d.text(v)}}
	}
	d.each(v, func(element value) { names = append(names, Name{element.pos, d.text(element)}) })
	return names
}

// ports decodes a mapping of ports. Their names are fields in Lua.
func (d *decoder) ports(v value) (list []*Port) {
	if v.kind != mapNode {
		d.wrongType(v)
		d.namesMissing = true
		return nil
	}
	for _, e := range v.entries {
		if !isIdentifier(e.key.text) {
			d.fail(e.key.pos, "a port must be named as in Lua, with letters, digits and _, got %s", quoteText(e.key.text))
		}
		p := &Port{Name: e.key.text, Pos: e.key.pos}
		d.port(value{e.value, e.key.text, takesPort}, p)
		list = append(list, p)
	}
	return list
}

func (d *decoder) port(v value, p *Port) {
	if v.kind == mapNode {
		d.tables.port().decode(d, v, p.Pos, p)
		return
	}
	if v.kind == scalarNode && v.text == "free" {
		return
	}
	d.wrongType(v)
	if v.kind != scalarNode {
		return
	}
	e := d.errs[len(d.errs)-1]
	if _, err := strconv.Atoi(v.text); err == nil {
		e.Hint = "a fixed port may be taken: write " + p.Name + ": free, and {{ self.ports." + p.Name + " }} in the command"
	} else if strings.ContainsAny(v.text, ".{") {
		e.Hint = "these are ports that it listens on itself; that of another process is {{ processes.NAME.ports.PORT }} in the command"
	}
}

func (d *decoder) ready(v value) *Ready {
	r := &Ready{Pos: v.pos, Within: DefaultWithin}
	table := d.tables.ready()
	if table.decode(d, v, v.pos, r) && table.chosen(v.node) == nil && v.find("within") == nil && !table.hasUnknown(v) {
		d.fail(v.pos, "ready needs one of tcp, udp, unix, log, lua")
	}
	if v.kind == listNode && len(v.list) > 0 {
		d.errs[len(d.errs)-1].Hint = oneReady
	}
	return r
}

func (d *decoder) exit(v value) *Exit {
	e := &Exit{Pos: v.pos}
	if v.kind == scalarNode && v.text == "any" {
		e.Any = true
		return e
	}
	if v.kind != listNode {
		e.Codes = []int{d.exitCode(v)}
		return e
	}
	d.each(v, func(code value) { e.Codes = append(e.Codes, d.exitCode(code)) })
	if v.kind == listNode && len(v.list) == 0 {
		d.fail(v.pos, "exit needs at least one code")
	}
	return e
}

func (d *decoder) exitCode(v value) int {
	code := d.count(v, 0)
	if code > 255 {
		d.fail(v.pos, "an exit code is from 0 to 255, got %d", code)
	}
	return code
}

func (d *decoder) signal(v value) string {
	name := strings.TrimPrefix(strings.ToUpper(d.text(v)), "SIG")
	if name != "" && !slices.Contains(stopSignals(), name) {
		d.fail(v.pos, "%s is no signal that stops a process: %s", quoteText(v.text), suggestion(name, stopSignals()))
	}
	return name
}

// asList shows a command that is one text as the list that it should be.
func asList(v value) string {
	words := listed(v.text)
	if !v.lua {
		return "write command: [" + strings.Join(words, ", ") + "]"
	}
	for i, word := range words {
		words[i] = strconv.Quote(strings.Trim(word, `'"`))
	}
	return "write command = {" + strings.Join(words, ", ") + "}"
}

// listed splits a command line into the items of a list; a word with a template
// needs quotes.
func listed(line string) []string {
	var found []string
	for _, word := range commandWord().FindAllString(line, -1) {
		if strings.Contains(word, "{{") {
			word = `"` + word + `"`
		}
		found = append(found, word)
	}
	return found
}

var commandWord = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(\{\{.*?\}\}|\S)+`) })
