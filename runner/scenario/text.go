package scenario

// Text is text that may hold {{ expression }} parts. Its expressions have the
// parameter conn inside steps and none elsewhere.
type Text struct {
	Pos   Pos
	Raw   string // as written in the file
	Parts []Part // empty for the empty text
}

// Part is a piece of a Text: an expression when Lua is set, else literal text.
type Part struct {
	Literal string
	Lua     *Lua
}

// IsLiteral says whether the text holds no expression, so that Raw is all of
// it.
func (t *Text) IsLiteral() bool {
	for _, p := range t.Parts {
		if p.Lua != nil {
			return false
		}
	}
	return true
}

// Single returns the expression of a text that is exactly one {{ expression
// }}, whose value keeps its type; else nil.
func (t *Text) Single() *Lua {
	if len(t.Parts) == 1 {
		return t.Parts[0].Lua
	}
	return nil
}
