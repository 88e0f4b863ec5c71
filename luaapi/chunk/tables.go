package chunk

import "github.com/yuin/gopher-lua/ast"

// Table is a table constructor of a source, {…}: where the fields stand of a
// table that it makes.
type Table struct {
	Line   int // of its opening brace
	Fields []Field
}

// Field is one field of a table constructor.
type Field struct {
	Name  string // "" for an element of the list, "[]" for a key that is no literal name
	Line  int    // in which it begins
	Table *Table // what stands for its value, when that is a constructor too
}

// Named returns the field of a name, or nil.
func (t *Table) Named(name string) *Field {
	for i := range t.Fields {
		if t.Fields[i].Name == name {
			return &t.Fields[i]
		}
	}
	return nil
}

// Element returns the field of the element i of the list, from 0, or nil.
func (t *Table) Element(i int) *Field {
	for j := range t.Fields {
		if t.Fields[j].Name == "" {
			if i == 0 {
				return &t.Fields[j]
			}
			i--
		}
	}
	return nil
}

// noteTable keeps where the fields of a constructor stand. Those inside it are
// known by then.
func (w *walker) noteTable(e *ast.TableExpr) {
	if !w.org.Tables {
		return
	}
	made := &Table{Line: w.org.fileLine(e.Line())}
	for _, f := range e.Fields {
		made.Fields = append(made.Fields, w.field(f))
	}
	if w.tables == nil {
		w.tables = map[*ast.TableExpr]*Table{}
	}
	w.tables[e] = made
	w.noted = append(w.noted, made)
}

func (w *walker) field(f *ast.Field) Field {
	noted := Field{Line: w.org.fileLine(f.Value.Line())}
	if f.Key != nil {
		noted.Line = w.org.fileLine(f.Key.Line())
		noted.Name = "[]"
	}
	if name, ok := f.Key.(*ast.StringExpr); ok {
		noted.Name = name.Value
	}
	if inner, ok := f.Value.(*ast.TableExpr); ok {
		noted.Table = w.tables[inner]
	}
	return noted
}
