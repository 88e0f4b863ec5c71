// Go compiles functions without a body only in a package with a file like this
// one. The linker finds their bodies in gopher-lua; see bindings.go.
