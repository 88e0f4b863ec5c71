// Package logs is the Lua module "log": lines that say when they were written
// and how much they matter.
package logs

import (
	"fmt"
	"strings"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/show"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/modules/base"
)

// Level is how much a line matters.
type Level string

// The levels, in the words of Python's logging.
const (
	Debug   Level = "DEBUG"
	Info    Level = "INFO"
	Warning Level = "WARNING"
	Error   Level = "ERROR"
)

const (
	params = "message: any, ...: any"
	how    = " Text with a % and values after it is a format of string.format; other values are shown with spaces between them, tables with their content."
)

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{
		Name: "log", Doc: "Lines with the time since the scenario began and a level. They belong to the scenario's output, with the name of the actor: shown with -v and when it fails. Under sockrun run they go to stderr.",
		Example: `log.info("request %d of %s", 7, "alice")
log.error("unexpected", {type = "pong", seq = 7})`,
		Funcs: []bind.Func{
			function("debug", Debug, "Logs what helps to find a mistake."),
			function("info", Info, "Logs what is going on."),
			function("warning", Warning, "Logs what is odd."),
			function("error", Error, "Logs what went wrong; it does not raise an error."),
		},
	}
}

func function(name string, level Level, doc string) bind.Func {
	return bind.Func{Name: name, Params: params, Doc: doc + how, Run: func(c bind.Call) int {
		if c.Len() == 0 {
			c.Expected(1, "value")
		}
		Write(c.S, level, message(c))
		return 0
	}}
}

// Write writes one line. With the baton.
func Write(s *thread.State, level Level, message string) {
	elapsed := float64(s.World.Elapsed()) / float64(time.Millisecond)
	fmt.Fprintf(s.Console.Stderr, "+%.3f ms %-7s %s\n", elapsed, level, strings.TrimSuffix(message, "\n"))
}

func message(c bind.Call) string {
	if text, ok := c.Arg(1).(lua.LString); ok && c.Len() > 1 && strings.Contains(string(text), "%") {
		return base.Format(c, 1)
	}
	shown := make([]string, c.Len())
	for i, v := range c.Args(1) {
		shown[i] = text(c, v)
	}
	return strings.Join(shown, " ")
}

func text(c bind.Call, v lua.LValue) string {
	if v.Type() == lua.LTTable && c.L.GetMetaField(v, "__tostring") == lua.LNil {
		return show.Value(v)
	}
	return base.ToString(c, v)
}
