package thread

import lua "github.com/yuin/gopher-lua"

// Lends says whether the result of the call at pc is gone when it is made
// again, and which methods get it until then.
func Lends(p *lua.FunctionProto, pc int) (lends bool, methods []string) {
	site := newSite(p, pc)
	for _, to := range site.given {
		methods = append(methods, to.method)
	}
	return site.lends, methods
}
