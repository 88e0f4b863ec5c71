package values

import (
	"errors"
	"fmt"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/jsontext"
	"sockrun/luaapi/wire/pack"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
)

// packed packs the values of a struct.
func packed(t *luaapi.Task, s *scenario.Struct, args []luaapi.Value) ([]byte, error) {
	if s.Bytes != nil {
		return s.Bytes, nil
	}
	values := make(pack.Values, len(s.Values))
	for i, x := range s.Values {
		v, err := datum(t, x, args)
		if err != nil {
			return nil, err
		}
		if err := s.Format.CheckValue(i, v); err != nil {
			return nil, positioned.At(x.Pos, fmt.Errorf("value %d: %w", i+1, err))
		}
		values[i] = v
	}
	data, err := s.Format.Append(nil, values)
	if err != nil {
		return nil, positioned.At(s.Pos, err)
	}
	return data, nil
}

// datum is one value of a struct.
func datum(t *luaapi.Task, x scenario.Datum, args []luaapi.Value) (any, error) {
	switch {
	case x.Text == nil:
		return x.Value, nil
	case x.Text.Single() == nil:
		return Text(t, x.Text, args...)
	}
	v, err := Evaluate(t, x.Text.Single(), args...)
	if err != nil {
		return nil, err
	}
	scalar, err := luaapi.Scalar(v)
	if err != nil {
		return nil, positioned.At(x.Pos, err)
	}
	return scalar, nil
}

// jsonText is a value of the file as JSON.
func jsonText(t *luaapi.Task, tree *scenario.Tree, args []luaapi.Value) ([]byte, error) {
	v, err := JSONValue(t, tree, t.Tree, args)
	if err != nil {
		return nil, err
	}
	data, err := jsontext.Append(nil, v, jsontext.DefaultFormat())
	if err != nil {
		return nil, positioned.At(tree.Pos, err)
	}
	return data, nil
}

// JSONValue is a value of the file as package jsontext has it. of converts what
// the expressions in it give, whose parameters have the values args.
func JSONValue(t *luaapi.Task, tree *scenario.Tree, of func(luaapi.Value) (any, error), args []luaapi.Value) (any, error) {
	switch {
	case tree.IsLiteral():
		return JSONTree(tree), nil
	case tree.Kind == scenario.TreeList:
		list := make(jsontext.Array, len(tree.List))
		for i, element := range tree.List {
			var err error
			if list[i], err = JSONValue(t, element, of, args); err != nil {
				return nil, err
			}
		}
		return list, nil
	case tree.Kind == scenario.TreeMap:
		object := make(jsontext.Object, len(tree.Map))
		for i, e := range tree.Map {
			v, err := JSONValue(t, e.Tree, of, args)
			if err != nil {
				return nil, err
			}
			object[i] = jsontext.Member{Name: e.Key, Value: v}
		}
		return object, nil
	case tree.Text.Single() == nil:
		return Text(t, tree.Text, args...)
	}
	v, err := Evaluate(t, tree.Text.Single(), args...)
	if err != nil {
		return nil, err
	}
	converted, err := of(v)
	if err != nil {
		return nil, positioned.At(tree.Pos, err)
	}
	return converted, nil
}

// JSONTree is a tree without expressions as package jsontext has it.
func JSONTree(t *scenario.Tree) any {
	switch t.Kind {
	case scenario.TreeList:
		list := jsontext.Array{}
		for _, element := range t.List {
			list = append(list, JSONTree(element))
		}
		return list
	case scenario.TreeMap:
		object := jsontext.Object{}
		for _, e := range t.Map {
			object = append(object, jsontext.Member{Name: e.Key, Value: JSONTree(e.Tree)})
		}
		return object
	}
	switch v := t.Value.(type) {
	case int64:
		return integer.FromInt64(v)
	case uint64:
		return integer.FromUint64(v)
	}
	return t.Value
}

// fileContent reads the file that a text names.
func fileContent(t *luaapi.Task, name *scenario.Text, args []luaapi.Value) ([]byte, error) {
	path, err := Text(t, name, args...)
	if err != nil {
		return nil, err
	}
	data, err := t.ReadFile(path, frame.DefaultMax)
	switch {
	case errors.Is(err, host.ErrEnded):
		return nil, err
	case err != nil:
		return nil, positioned.At(name.Pos, err)
	}
	return data, nil
}
