package docs

import (
	"slices"
	"strings"

	"sockrun/luaapi"
)

// basicModule is what the reference calls the functions of no module.
const basicModule = "basic"

// luaTopics are the modules, their functions, and their objects with methods.
func luaTopics(modules []luaapi.ModuleDoc) (topics []*Topic) {
	for _, m := range modules {
		name, prefix := m.Name, m.Name+"."
		if name == "_G" {
			name, prefix = basicModule, ""
		}
		topics = append(topics, moduleTopic(m, name, prefix))
		for _, f := range m.Functions {
			topics = append(topics, functionTopic(f, prefix, name, "a function"))
		}
		for _, c := range m.Classes {
			topics = append(topics, classTopic(c, name))
			for _, f := range c.Methods {
				topics = append(topics, functionTopic(f, c.Name+":", c.Name, "a method of "+c.Name+" objects"))
			}
		}
	}
	return topics
}

func moduleTopic(m luaapi.ModuleDoc, name, prefix string) *Topic {
	t := &Topic{Name: name, Kind: "a Lua module", Title: "module " + name, Summary: firstSentence(m.Doc), Group: luaGroup}
	if prefix == "" {
		t.Kind, t.Title = "the functions of no Lua module", "basic functions"
	}
	t.body = append(t.body, paragraph(m.Doc))
	t.body = append(t.body, example(m.Example)...)
	t.body = append(t.body, functionList("functions", prefix, m.Functions)...)
	t.body = append(t.body, constantList(m.Constants)...)
	var classes []pair
	for _, c := range m.Classes {
		classes = append(classes, pair{c.Name, c.Doc})
		t.see = append(t.see, c.Name)
	}
	t.body = append(t.body, list("objects", classes)...)
	return t
}

// constantList lists constants, in a row those of which the same is said.
func constantList(constants []luaapi.NameDoc) (blocks []block) {
	var single []pair
	for len(constants) > 0 {
		said := constants[0].Doc
		var names []string
		constants = slices.DeleteFunc(slices.Clone(constants), func(c luaapi.NameDoc) bool {
			if c.Doc == said {
				names = append(names, c.Name)
			}
			return c.Doc == said
		})
		if len(names) == 1 {
			single = append(single, pair{names[0], said})
			continue
		}
		blocks = append(blocks, paragraph("constants, each "+said+": "+strings.Join(names, " ")))
	}
	return append(list("constants", single), blocks...)
}

func classTopic(c luaapi.ClassDoc, module string) *Topic {
	t := &Topic{Name: c.Name, Kind: "objects of the module " + module, Title: c.Name + " objects", Summary: firstSentence(c.Doc)}
	t.body = append(t.body, paragraph(c.Doc))
	t.body = append(t.body, example(c.Example)...)
	t.body = append(t.body, functionList("methods", c.Name+":", c.Methods)...)
	var fields []pair
	for _, f := range c.Fields {
		fields = append(fields, pair{f.Name, f.Doc})
	}
	t.body = append(t.body, list("fields", fields)...)
	return t
}

func functionList(heading, prefix string, functions []luaapi.FunctionDoc) []block {
	var all []pair
	for _, f := range functions {
		all = append(all, pair{signature(prefix, f), firstSentence(f.Doc)})
	}
	return list(heading, all)
}

func functionTopic(f luaapi.FunctionDoc, prefix, owner, kind string) *Topic {
	name := strings.ReplaceAll(prefix, ":", ".") + f.Name
	t := &Topic{Name: name, Kind: kind, Title: signature(prefix, f), Summary: firstSentence(f.Doc)}
	if f.Returns != "" {
		t.Title += " -> " + f.Returns
	}
	t.body = append(t.body, paragraph(f.Doc))
	var params []pair
	for _, p := range f.Params {
		kind := p.Type
		if p.Optional {
			kind += ", optional"
		}
		params = append(params, pair{p.Name, kind})
	}
	t.body = append(t.body, list("", params)...)
	if f.Errors != "" {
		t.body = append(t.body, pairs{list: []pair{{"raises", f.Errors}}})
	}
	t.body = append(t.body, example(f.Example)...)
	t.see = []string{owner}
	return t
}

// signature shows how a function is called: "socket:recv(n, flags?)".
func signature(prefix string, f luaapi.FunctionDoc) string {
	var params []string
	for _, p := range f.Params {
		if p.Optional {
			p.Name += "?"
		}
		params = append(params, p.Name)
	}
	return prefix + f.Name + "(" + strings.Join(params, ", ") + ")"
}

func example(code string) []block {
	if code == "" {
		return nil
	}
	return []block{verbatim(code)}
}

func list(heading string, all []pair) []block {
	if len(all) == 0 {
		return nil
	}
	return []block{pairs{heading: heading, list: all}}
}
