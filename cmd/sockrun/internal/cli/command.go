package cli

import (
	"slices"

	"sockrun/luaapi/wire/spell"
)

// command is one thing that sockrun does.
type command struct {
	name     string // "" for running scenarios
	synopsis string
	summary  string
	more     string // what the reference says beside that
	// flags are those that have a meaning for it, nil for all.
	flags []string
	// program says that all that follows the first operand belongs to it.
	program bool
	// topics says that it is asked about flags: those that it does not take are
	// what to look up, as in sockrun docs --timeout.
	topics bool
	// do carries it out and returns the exit status; nil for a name that is kept for
	// a command to come, of which nothing but that is said.
	do func(a *app, operands []string) int
}

// commands is the table from which arguments are understood and the help is
// made.
func commands() []*command {
	return []*command{
		{name: "", synopsis: "[flags] PATH...", summary: "run the scenarios in files and folders, or at FILE:LINE", do: (*app).runScenarios},
		{name: "run", synopsis: "[flags] FILE.lua ARG…", summary: "run one Lua program, which gets the arguments, stdin and stdout",
			flags: []string{"sim", "real", "seed", "weather", "color", "allow-all", "allow-net", "allow-read", "allow-write", "allow-run", "allow-env"}, program: true, do: (*app).runProgram,
			more: "Flags of sockrun stand before FILE.lua. What follows FILE.lua belongs to the program: arg[0] is the file, and arg[1] the first argument. The exit status is what the program passes to os.exit, otherwise 0. It is 1 when the program or a task that nobody joined has raised an error, or when verify has found something, even if the program asks for 0. It is 2 when there is no such program, when it is not valid Lua, or when a missing permission has ended it. The program may access what scenarios may, with its own folder as the root; see sockrun docs safety."},
		{name: "check", synopsis: "PATH...", summary: "validate scenarios without running them", flags: []string{"var", "quiet"}, do: (*app).check,
			more: "It reads files and folders as a run does, and compiles all Lua in them. Only the top level of *_test.lua files runs, and no permissions are needed. The exit status is 2 if something is wrong."},
		{name: "list", synopsis: "PATH...", summary: "list the scenarios that would run", flags: []string{"run", "tags", "skip-tags", "shard", "var", "quiet"}, do: (*app).list,
			more: "It prints a line for each scenario, and for each of its variants: its file and line, its name and its tags."},
		{name: "docs", synopsis: "[TOPIC]", summary: "show the reference, or one topic of it", flags: []string{"color"}, topics: true, do: (*app).showDocs},
		{name: "help", synopsis: "[COMMAND]", summary: "show this help, or that of a command", flags: []string{}, do: (*app).showHelp},
		{name: "explain", synopsis: "FILE#FRAME HEX", summary: "decode messages with a declared header; HEX is - for stdin", flags: []string{"var", "quiet"}, do: (*app).explainBytes,
			more: "FRAME is the name of a frame or of an actor. HEX may be several words, and may contain white space, colons, commas, 0x and \\x; or it is text in quotes with escapes, as reports and Python show bytes. With - it is read from stdin: a stream copied as hexadecimal from Wireshark, or a dump with offsets, as --trace, xxd, od -tx1 and tcpdump -x print it. Several messages are shown one after the other, each with its offset, and then the bytes after the last one. The exit status is 0 also when a message is wrong or incomplete, which is shown, and 2 when nothing can be shown."},
		{name: "schema"}, {name: "init"}, {name: "repl"},
	}
}

func commandNamed(name string) *command {
	for _, c := range commands() {
		if c.name == name {
			return c
		}
	}
	return nil
}

// takes says whether a flag has a meaning for the command.
func (c *command) takes(flag string) bool {
	return c.flags == nil || flag == "help" || flag == "version" || slices.Contains(c.flags, flag)
}

// nearestCommand returns the command that name was probably meant to be, or
// "".
func nearestCommand(name string) string {
	var known []string
	for _, c := range commands() {
		if c.name != "" && c.do != nil {
			known = append(known, c.name)
		}
	}
	return spell.Nearest(name, known)
}
