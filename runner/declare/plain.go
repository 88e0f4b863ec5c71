package declare

import (
	"fmt"
	"net"
	"strconv"

	"sockrun/luaapi"
	"sockrun/runner/scenario"
)

// Target is an actor that others connect to by its name.
type Target interface{ Target() string }

// Program is an actor that others connect to by one of its ports.
type Program interface{ Endpoint() string }

// Call turns a call by a Lua scenario into what the model decodes.
func Call(c luaapi.Call) scenario.Call {
	pos := scenario.Pos{File: c.File, Line: c.Line}
	call := scenario.Call{Pos: pos}
	for _, p := range c.Table {
		call.Table = append(call.Table, scenario.Entry{Key: p.Key, Value: plain(targets(p), pos)})
	}
	return call
}

// target is what connects can name beside texts: a port on 127.0.0.1, or an
// address.
func target(v any) any {
	switch v := v.(type) {
	case Program:
		return v.Endpoint()
	case float64:
		return "tcp://127.0.0.1:" + strconv.FormatFloat(v, 'f', -1, 64)
	case luaapi.Map:
		if path, ok := field(v, "path").(string); ok {
			return "unix://" + path
		}
		name, ok := field(v, "host").(string)
		port, isPort := field(v, "port").(float64)
		if ok && isPort {
			return "tcp://" + net.JoinHostPort(name, strconv.FormatFloat(port, 'f', -1, 64))
		}
	}
	return v
}

func field(m luaapi.Map, name string) any {
	for _, p := range m {
		if p.Key == name {
			return p.Value
		}
	}
	return nil
}

// plain converts values from what the VM gives to what the model takes. pos is
// where a function stands that is not written in Lua.
func plain(v any, pos scenario.Pos) any {
	switch v := v.(type) {
	case luaapi.Map:
		m := make(scenario.Map, len(v))
		for i, p := range v {
			m[i] = scenario.Entry{Key: p.Key, Value: plain(p.Value, pos)}
		}
		return m
	case []any:
		list := make(scenario.List, len(v))
		for i := range v {
			list[i] = plain(v[i], pos)
		}
		return list
	case luaapi.Function:
		if v.Line > 0 {
			pos = scenario.Pos{File: v.File, Line: v.Line}
		}
		return scenario.Function{Pos: pos, Value: v.Value}
	case Target:
		return v.Target()
	case luaapi.Actor:
		return fmt.Sprint(v)
	}
	return v
}
