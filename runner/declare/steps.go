package declare

import "sockrun/luaapi"

// targets returns the value of a key of an actor or a step, in which all that
// is connected to is named as text, also in the steps below it.
func targets(p luaapi.Pair) any {
	switch v := p.Value.(type) {
	case []any:
		if p.Key == "steps" {
			return inSteps(v)
		}
	case luaapi.Map:
		if p.Key == "repeat" {
			return inMap(v)
		}
	}
	if p.Key == "connect" || p.Key == "source" {
		return target(p.Value)
	}
	return p.Value
}

func inSteps(steps []any) []any {
	named := make([]any, len(steps))
	for i, step := range steps {
		named[i] = step
		if m, ok := step.(luaapi.Map); ok {
			named[i] = inMap(m)
		}
	}
	return named
}

func inMap(m luaapi.Map) luaapi.Map {
	named := make(luaapi.Map, len(m))
	for i, p := range m {
		named[i] = luaapi.Pair{Key: p.Key, Value: targets(p)}
	}
	return named
}
