package chunk

import (
	"errors"
	"sort"
	"strings"

	"github.com/yuin/gopher-lua/ast"
	"github.com/yuin/gopher-lua/parse"
)

// emitted is the text that gopher-lua's parser reads: the tokens with a space
// or the source's line ends between them, so lines are those of the source.
type emitted struct {
	text strings.Builder
	ends []position // of the tokens' last bytes, in the text
}

func emit(tokens []token, prefix string) *emitted {
	e := &emitted{ends: make([]position, 0, len(tokens))}
	e.text.WriteString(prefix)
	line, start := int32(1), 0
	for _, t := range tokens {
		if t.at.line > line {
			e.text.WriteString(strings.Repeat("\n", int(t.at.line-line)))
			line, start = t.at.line, e.text.Len()
		} else {
			e.text.WriteByte(' ')
		}
		e.text.WriteString(t.text)
		e.ends = append(e.ends, position{line, int32(e.text.Len() - start)})
	}
	return e
}

// tokenAt returns the index of the token that stands at a place in the text.
func (e *emitted) tokenAt(line, column int) int {
	if line == parse.EOF {
		return len(e.ends) - 1
	}
	return sort.Search(len(e.ends)-1, func(i int) bool {
		end := e.ends[i]
		return int(end.line) > line || int(end.line) == line && int(end.column) >= column
	})
}

// parseTokens returns the syntax tree of a source.
func parseTokens(tokens []token, nest *nesting, org origin) ([]ast.Stmt, *Error) {
	prefix := ""
	if org.Expression {
		prefix = "return"
	}
	e := emit(tokens, prefix)
	stmts, err := parse.Parse(strings.NewReader(e.text.String()), org.Name)
	x := explainer{tokens, nest, org}
	if err != nil {
		var syntax *parse.Error
		if !errors.As(err, &syntax) {
			return nil, org.errorf(tokens[0].at, "internal error of the parser: %v", err)
		}
		return nil, x.explain(e.tokenAt(syntax.Pos.Line, syntax.Pos.Column), syntax.Message)
	}
	if org.Expression {
		return stmts, x.checkExpression()
	}
	return stmts, nil
}
