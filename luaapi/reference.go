package luaapi

import (
	"strings"

	"sockrun/luaapi/internal/bind"
)

// ModuleDoc is the reference of one Lua module. The basic functions, which
// belong to no module, are those of the module "_G".
type ModuleDoc struct {
	Name      string
	Doc       string
	Example   string // Lua that can be run; "" for none
	Functions []FunctionDoc
	Constants []NameDoc
	Classes   []ClassDoc
}

// ClassDoc is the reference of one kind of object.
type ClassDoc struct {
	Name    string
	Doc     string
	Example string
	Fields  []NameDoc
	Methods []FunctionDoc
}

// NameDoc is the reference of a constant or a field.
type NameDoc struct {
	Name string
	Doc  string
}

// FunctionDoc is the reference of a function or a method.
type FunctionDoc struct {
	Name    string
	Params  []ParamDoc
	Returns string // types, such as "string, address"; "" for none
	Doc     string
	Errors  string // codes and conditions; "" when only wrong arguments raise
	Example string
}

// ParamDoc is the reference of one parameter.
type ParamDoc struct {
	Name     string // "..." for any number of them
	Type     string
	Optional bool
}

// Reference describes all that scripts find without doing anything for it,
// from the records by which it is bound: the basic functions first, then the
// modules in the order in which they are declared.
func Reference() []ModuleDoc {
	c := registry()
	list := []ModuleDoc{moduleDoc(c.basic)}
	for _, m := range modules {
		list = append(list, moduleDoc(c.modules[m.Name]()))
	}
	return list
}

func moduleDoc(m *bind.Module) ModuleDoc {
	d := ModuleDoc{Name: m.Name, Doc: m.Doc, Example: m.Example, Functions: functionDocs(m.Funcs), Constants: nameDocs(m.Consts)}
	for _, c := range m.Classes {
		d.Classes = append(d.Classes, ClassDoc{
			Name: c.Name, Doc: c.Doc, Example: c.Example, Fields: nameDocs(c.Fields), Methods: functionDocs(c.Methods),
		})
	}
	return d
}

func nameDocs(consts []bind.Const) (list []NameDoc) {
	for _, c := range consts {
		list = append(list, NameDoc{c.Name, c.Doc})
	}
	return list
}

func functionDocs(funcs []bind.Func) (list []FunctionDoc) {
	for _, f := range funcs {
		list = append(list, FunctionDoc{
			Name: f.Name, Params: paramDocs(f.Params), Returns: f.Returns, Doc: f.Doc, Errors: f.Errors, Example: f.Example,
		})
	}
	return list
}

func paramDocs(params string) (list []ParamDoc) {
	if params == "" {
		return nil
	}
	for param := range strings.SplitSeq(params, ", ") {
		name, kind, _ := strings.Cut(param, ": ")
		bare := strings.TrimSuffix(name, "?")
		list = append(list, ParamDoc{Name: bare, Type: kind, Optional: bare != name})
	}
	return list
}
