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
	// do carries it out and returns the exit status. nil: not there yet.
	do func(a *app, operands []string) int
}

// commands is the table from which arguments are understood and the help is
// made.
func commands() []*command {
	return []*command{
		{name: "", synopsis: "[flags] PATH...", summary: "run the scenarios in files and folders, or at FILE:LINE", do: (*app).runScenarios},
		{name: "run", synopsis: "[flags] FILE.lua ARG…", summary: "run one Lua program: arguments, stdin and stdout are its own",
			flags: []string{"sim", "real", "seed", "weather", "color", "allow-all", "allow-net", "allow-read", "allow-write", "allow-run", "allow-env"}, program: true, do: (*app).runProgram,
			more: "Flags of sockrun stand before FILE.lua. What follows it is the program's: arg has it from arg[1] on, and arg[0] is the file. The exit status is what the program gives os.exit, else 0, or 1 when it has raised an error, a task of it has that nobody joined, or verify has found something, also where the program asks for 0; it is 2 when there is no such program, it cannot be read as Lua, or a permission that it lacks has ended it. What it may reach is what scenarios may, with its folder as the root."},
		{name: "check", synopsis: "PATH...", summary: "parse and validate only", flags: []string{"var", "quiet"}, do: (*app).check,
			more: "It reads files and folders as a run does, with all Lua in them. Nothing runs but the top level of *_test.lua files, and no permission is asked for. The exit status is 2 when something is wrong."},
		{name: "list", synopsis: "PATH...", summary: "what would run", flags: []string{"run", "tags", "skip-tags", "shard", "var", "quiet"}, do: (*app).list,
			more: "A line for each scenario, and for each of its variants: where it stands, its name and its tags."},
		{name: "docs", synopsis: "[TOPIC]", summary: "the reference, offline", flags: []string{"color"}, topics: true, do: (*app).showDocs},
		{name: "help", summary: "show this", flags: []string{}, do: (*app).showHelp},
		{name: "explain", synopsis: "FILE#FRAME HEX", summary: "decode messages with a declared header; - for HEX reads stdin", flags: []string{"var", "quiet"}, do: (*app).explainBytes,
			more: "FRAME is the name of a frame or of an actor. HEX may be several words, with white space, colons, commas and 0x in it; - reads it from stdin, such as a stream that was copied as hexadecimal from Wireshark, or a dump with offsets as --trace, xxd and tcpdump -x write it. Several messages are shown one after the other, each with its offset, and what is left behind the last one."},
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
