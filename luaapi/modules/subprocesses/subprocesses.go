// Package subprocesses is the Lua module "subprocess", after Python's: programs
// that a script runs to their end. The world runs them, and asks the policy before.
package subprocesses

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
)

const example = `local done = subprocess.run({"echo", "hello"})
print(done.code, (done.stdout:gsub("\n$", "")))  --> 0	hello`

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{Name: "subprocess", Doc: "Runs programs, as far as --allow-run lets it.", Example: example, Funcs: []bind.Func{
		{Name: "run", Params: "command: list or string, opts?: table", Returns: "table", Doc: "Runs a program and waits for it; returns {code, signal, stdout, stderr}. command is a list, or a string with shell = true. Options: shell, input (by default its stdin is empty), timeout (seconds), cwd (by default the scenario's folder, or where sockrun run was started), env (a table, in addition to PATH, HOME and LANG). After timeout it is ended together with the programs that it has started.", Errors: "EPERM by the policy, ENOENT, ETIMEDOUT; output of more than 64 MiB", Run: run},
	}}
}

// maxOutput bounds what a program may print on stdout and stderr each.
const maxOutput = 64 << 20

func run(c bind.Call) int {
	c.Options(2, "shell", "input", "timeout", "cwd", "env")
	command := host.Command{
		Argv: argv(c), Dir: c.OptionString(2, "cwd"), Env: environment(c), Stdin: []byte(c.OptionString(2, "input")), MaxOutput: maxOutput,
	}
	d := host.Forever
	if limit, ok := c.OptionSeconds(2, "timeout"); ok {
		d = c.S.Limit(limit)
	}
	token, limit := c.S.Begin("run", command.Argv[0], d)
	exit, err := c.S.World.Run(command, limit)
	c.S.End(token)
	if err != nil {
		return c.Error("", "", 0, failure(command.Argv[0], err))
	}
	if exit.Truncated {
		c.Raise("%s printed more than %d MiB", command.Argv[0], maxOutput>>20)
	}
	return c.Push(result(c, exit))
}

// failure tells of a program that was not run to its end. It is no connection
// that has timed out.
func failure(program string, err error) *host.Error {
	e := host.NewError("run", program, 0, err)
	if host.IsTimeout(err) {
		e.Message = "it did not end in time, and was killed"
	}
	return e
}

// argv reads the command: a list, or a line for the shell.
func argv(c bind.Call) []string {
	shell := lua.LVAsBool(c.Option(2, "shell"))
	line, isText := c.Arg(1).(lua.LString)
	switch {
	case isText && shell:
		return []string{"sh", "-c", string(line)}
	case isText:
		c.Raise(`command is a list such as {"ls", "-l"}; a string needs shell = true`)
	case shell:
		c.Raise("with shell = true command is a string")
	}
	list := c.Table(1)
	words := make([]string, list.Len())
	for i := range words {
		words[i] = text(c, fmt.Sprintf("command[%d]", i+1), list.RawGetInt(i+1))
	}
	if len(words) == 0 {
		c.Raise("command is empty")
	}
	return words
}

func environment(c bind.Call) []string {
	switch t := c.Option(2, "env").(type) {
	case *lua.LTable:
		var list []string
		for key, v := t.Next(lua.LNil); key != lua.LNil; key, v = t.Next(key) {
			name := text(c, "the name of a variable in env", key)
			list = append(list, name+"="+text(c, "env."+name, v))
		}
		return list
	case *lua.LNilType:
		return nil
	default:
		c.Raise("env must be a table, got %s", bind.Describe(t))
		return nil
	}
}

// text is a word of a command or a variable, which errors call what.
func text(c bind.Call, what string, v lua.LValue) string {
	if flag, ok := v.(lua.LBool); ok {
		return flag.String()
	}
	text, ok := bind.Text(v)
	if !ok {
		c.Raise("%s must be a string or a number, got %s", what, bind.Describe(v))
	}
	return text
}

func result(c bind.Call, exit host.Exit) *lua.LTable {
	t := c.L.CreateTable(0, 4)
	t.RawSetString("code", lua.LNumber(exit.Code))
	if exit.Signal != "" {
		t.RawSetString("signal", lua.LString(exit.Signal))
	}
	t.RawSetString("stdout", lua.LString(exit.Stdout))
	t.RawSetString("stderr", lua.LString(exit.Stderr))
	return t
}
