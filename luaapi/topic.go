package luaapi

import (
	"errors"
	"slices"
	"strings"
	"sync"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
)

// Topic returns the topic of the reference that an error leads to: its code,
// the name of its class, or the function that refused its arguments. It is ""
// when there is none, and for assertions, which show all there is to know.
func Topic(err error) string {
	var denied *host.Denied
	var io *host.Error
	var coded bind.Coded
	var script *Error
	switch {
	case errors.Is(err, host.ErrEnded):
		return ""
	case errors.As(err, &denied):
		return "safety"
	case errors.As(err, &io):
		return known(io.Code)
	case errors.As(err, &coded):
		return known(coded.ErrorName())
	case errors.As(err, &script):
		return functionNames()[refuser(script.Message)]
	}
	return ""
}

// known returns a code if the reference has it.
func known(code string) string {
	if code == "AssertionError" || !slices.ContainsFunc(host.Codes(), func(c host.Code) bool { return c.Code == code }) {
		return ""
	}
	return code
}

// refuser is what an argument error begins with: the name of the function, or
// of the object or module that has no such name.
func refuser(message string) string {
	name, _, found := strings.Cut(message, ": ")
	if found && !strings.Contains(name, " ") {
		return name
	}
	owner, _, _ := strings.Cut(message, " has no ")
	return strings.TrimPrefix(strings.TrimPrefix(owner, "a "), "an ")
}

// functionNames leads from what messages call functions, modules and objects
// to their topics.
var functionNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for _, m := range Reference() {
		prefix := m.Name + "."
		if m.Name == "_G" {
			prefix = ""
		} else {
			names[m.Name] = m.Name
		}
		for _, f := range m.Functions {
			names[prefix+f.Name] = prefix + f.Name
		}
		for _, c := range m.Classes {
			names[c.Name] = c.Name
			for _, f := range c.Methods {
				names[c.Name+":"+f.Name] = c.Name + "." + f.Name
			}
		}
	}
	return names
})
