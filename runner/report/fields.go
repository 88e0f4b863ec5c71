package report

import (
	"reflect"
	"strings"
)

// Field describes one field of the lines of a JSON report.
type Field struct {
	Line     string // the event of the line that has it: "start", "scenario" or "end"
	Name     string // with those of the objects around it: "failure.difference.fields[].name"
	Type     string // "string", "integer", "number", "boolean", "object", "list of objects" or "list of strings"
	Optional bool   // it is left out when it does not apply
	Doc      string
}

// Fields describes every field of a JSON report, in the order in which they
// are written. The objects in afterwards and earlier are like failure;
// their fields are not repeated.
func Fields() []Field {
	var list []Field
	list = append(list, fieldsOf("start", "", reflect.TypeFor[startLine]())...)
	list = append(list, fieldsOf("scenario", "", reflect.TypeFor[scenarioLine]())...)
	return append(list, fieldsOf("end", "", reflect.TypeFor[endLine]())...)
}

func fieldsOf(line, prefix string, of reflect.Type) []Field {
	var list []Field
	for f := range of.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		kind, inside, brackets := kindOf(f.Type)
		list = append(list, Field{
			Line: line, Name: prefix + name, Type: kind, Optional: options == "omitempty", Doc: f.Tag.Get("doc"),
		})
		if inside != nil && name != "afterwards" && name != "earlier" {
			list = append(list, fieldsOf(line, prefix+name+brackets+".", inside)...)
		}
	}
	return list
}

// kindOf names a type as JSON does; inside is the type of the objects in it.
func kindOf(t reflect.Type) (kind string, inside reflect.Type, brackets string) {
	switch t.Kind() {
	case reflect.Pointer:
		return kindOf(t.Elem())
	case reflect.Slice:
		kind, inside, _ = kindOf(t.Elem())
		return "list of " + kind + "s", inside, "[]"
	case reflect.Struct:
		return "object", t, ""
	case reflect.Bool:
		return "boolean", nil, ""
	case reflect.Float64:
		return "number", nil, ""
	case reflect.String:
		return "string", nil, ""
	}
	return "integer", nil, ""
}
