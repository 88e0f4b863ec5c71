// Package charset turns text into the bytes of an encoding and back, with the
// names, the error handling and the sentences of CPython. Text is UTF-8. It
// knows nothing of Lua.
package charset
