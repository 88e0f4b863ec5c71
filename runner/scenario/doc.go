// Package scenario is the model of a scenario file: it turns YAML into one
// tree in which every part knows its position, with defaults filled in and
// everything checked that can be checked without running anything. Lua blocks
// and expressions are compiled here, and names in them that cannot exist are
// refused.
//
// It opens no sockets and starts no VM: package runner takes the tree from
// here and gives it life. It is the only package that knows the YAML library,
// and within it only yaml.go does; everything after that works on a tree of
// nodes that another source of scenarios can make as well.
//
// Reading is strict. A mapping is declared as a table of keys (keys.go), each
// with what it takes, documentation, an example and the function that decodes
// it. Unknown keys, wrong types and missing keys are reported from the table
// with their position and the nearest known name, and Reference lists it for
// the reference that users read. A file is read to its end and all that is
// wrong with it is reported at once.
//
// A loaded tree is never changed and may be used by several goroutines and
// for several runs.
package scenario
