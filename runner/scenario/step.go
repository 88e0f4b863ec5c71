package scenario

import "time"

// Verb says what a step does.
type Verb string

// The verbs, with the fields of Step that each uses.
const (
	VerbSend          Verb = "send"           // Value; Chunk and Every
	VerbSendRaw       Verb = "send_raw"       // Value; Chunk and Every
	VerbExpect        Verb = "expect"         // Matcher; Name when the message is kept
	VerbExpectAny     Verb = "expect_any"     // Matchers; Within; Name when the message is kept
	VerbExpectAll     Verb = "expect_all"     // Matchers; Within
	VerbRecv          Verb = "recv"           // Name, Boundary
	VerbCheck         Verb = "check"          // Lua, an expression
	VerbLua           Verb = "lua"            // Lua, a block
	VerbClose         Verb = "close"          //
	VerbReset         Verb = "reset"          //
	VerbShutdown      Verb = "shutdown"       // How
	VerbExpectClose   Verb = "expect_close"   // Duration, 0 when the scenario's timeout is the limit
	VerbExpectSilence Verb = "expect_silence" // Duration, more than 0
	VerbSleep         Verb = "sleep"          // Duration
	VerbBarrier       Verb = "barrier"        // Name
	VerbConnect       Verb = "connect"        // Target
	VerbFrame         Verb = "frame"          // Frame
	VerbStartTLS      Verb = "starttls"       // TLS
	VerbRepeat        Verb = "repeat"         // Repeat
	VerbRun           Verb = "run"            // Sequence
	VerbNetwork       Verb = "network"        // Network
)

// The halves of a connection that VerbShutdown ends.
const (
	HowRead  = "read"
	HowWrite = "write"
	HowBoth  = "both"
)

// Step is one step of a conversation. Its Lua has the parameter conn.
type Step struct {
	Pos      Pos // of the verb
	Verb     Verb
	Value    *Value
	Matcher  *Matcher
	Matchers []*Matcher
	Lua      *Lua
	Target   *Text // as a client's Connect, but that it may hold what Lua of the actor may
	Frame    *Frame
	TLS      *TLS // nil when it says nothing
	Repeat   *Repeat
	Name     string // the key of vars that keeps the message, "" for none; of a barrier, its own
	Boundary Boundary
	Duration time.Duration
	How      string
	Note     string
	Timeout  time.Duration // 0 for the scenario's
	Within   time.Duration // of all Matchers that have none of their own, 0 for the scenario's timeout
	Fails    string        // code of the error that the step must raise, "" for none
	When     *Lua          // an expression without which the step is passed over, or nil
	Chunk    int           // the most bytes that are sent at once, 0 for all
	Every    time.Duration // the pause between chunks
	Sequence *Sequence
	Network  *Network
}

// Nested returns the steps inside of a step, nil for most.
func (s *Step) Nested() []*Step {
	switch {
	case s.Repeat != nil:
		return s.Repeat.Steps
	case s.Sequence != nil:
		return s.Sequence.Steps
	}
	return nil
}

// ValueKind says how the bytes of a Value are written.
type ValueKind string

// The kinds of values.
const (
	ValueText   ValueKind = "text"   // Text
	ValueHex    ValueKind = "hex"    // Bytes, or Text when it is a template
	ValueBase64 ValueKind = "base64" // Bytes, or Text when it is a template
	ValueStruct ValueKind = "struct" // Struct, and Bytes when all of it is known
	ValueFields ValueKind = "fields" // Fields, for a frame with a header
	ValueJSON   ValueKind = "json"   // JSON
	ValueFile   ValueKind = "file"   // Text, the name of the file
	ValueLua    ValueKind = "lua"    // Lua, an expression; what it gives keeps its type
)

// Value is what a step sends or compares with.
type Value struct {
	Pos    Pos
	Kind   ValueKind
	Text   *Text  // of ValueText and ValueFile, and of ValueHex and ValueBase64 while they hold a template
	Bytes  []byte // what ValueHex and ValueBase64 say, when Text is nil
	Struct *Struct
	Fields *Tree // a map
	JSON   *Tree
	Lua    *Lua
}

// IsLiteral says whether the bytes are known without running Lua.
func (v *Value) IsLiteral() bool {
	switch {
	case v.Lua != nil || v.Kind == ValueFields:
		return false
	case v.Struct != nil:
		return v.Struct.Bytes != nil
	case v.JSON != nil:
		return v.JSON.IsLiteral()
	}
	return v.Text == nil || v.Text.IsLiteral()
}

// MatchKind says how a Matcher compares.
type MatchKind string

// The kinds of matchers.
const (
	MatchEqual      MatchKind = "equal"       // Value
	MatchContains   MatchKind = "contains"    // Value
	MatchStartsWith MatchKind = "starts_with" // Value
	MatchEndsWith   MatchKind = "ends_with"   // Value
	MatchMatches    MatchKind = "matches"     // Value, of kind ValueText: a Lua pattern
	MatchJSON       MatchKind = "json"        // Value, of kind ValueJSON
	MatchStruct     MatchKind = "struct"      // Value, of kind ValueStruct
	MatchFields     MatchKind = "fields"      // Value, of kind ValueFields
	MatchLength     MatchKind = "length"      // N bytes
	MatchLua        MatchKind = "lua"         // Lua, an expression with the parameters conn and value
)

// Matcher is a condition on the next message.
type Matcher struct {
	Pos      Pos
	Kind     MatchKind
	Value    *Value
	N        int
	Lua      *Lua
	Within   time.Duration // 0 for the scenario's timeout
	Boundary Boundary
}

// needsBoundary says whether the matcher cannot know where a message ends on a
// stream without a frame.
func (m *Matcher) needsBoundary() bool {
	return (m.Kind == MatchLua || m.Kind == MatchMatches) && !m.Boundary.IsSet()
}
