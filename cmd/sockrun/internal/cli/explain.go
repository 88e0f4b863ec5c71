package cli

import (
	"slices"
	"strings"

	"sockrun/luaapi/wire/spell"
	"sockrun/runner"
	"sockrun/runner/scenario"
)

// explainBytes decodes bytes, such as those of a stream, with a header of a
// scenario file.
func (a *app) explainBytes(operands []string) int {
	file, name, found := cutLast(operands)
	if !found || len(operands) < 2 {
		return a.fail(usage("explain needs FILE#FRAME and bytes in hexadecimal").
			withHint(`sockrun explain ping.yaml#ping "ca fe 01"`))
	}
	if isProgram(file) {
		return a.fail(usage("%s is a Lua program, and explain takes a scenario file: *.yaml, *.yml or *_test.lua", file).
			withHint("there a header has a name in frames: or by %s; in the program print(%s:explain(bytes)) shows bytes", framesInLua, name))
	}
	data, err := a.givenBytes(operands[1:])
	if err != nil {
		return a.fail(err)
	}
	loaded := a.loadAs([]string{file}, scenario.LoadOptions{Parts: true})
	if loaded == nil {
		return unusable
	}
	in, frame, err := frameNamed(loaded.Scenarios, file, name)
	if err != nil {
		return a.fail(err)
	}
	shown, err := runner.Explain(in, frame, data)
	if err != nil {
		return a.fail(err)
	}
	return a.answer(shown)
}

// cutLast splits the first operand at its last #.
func cutLast(operands []string) (file, name string, found bool) {
	if len(operands) == 0 {
		return "", "", false
	}
	i := strings.LastIndexByte(operands[0], '#')
	if i < 0 {
		return "", "", false
	}
	return operands[0][:i], operands[0][i+1:], true
}

// frameNamed finds a header or a codec in Lua by the name of its frame or of an
// actor, with the scenario that it is in.
func frameNamed(scenarios []*scenario.Scenario, file, name string) (*scenario.Scenario, *scenario.Frame, error) {
	var names []string
	for _, s := range scenarios {
		f := s.FrameNamed(name)
		for _, known := range s.FrameNames() {
			if !slices.Contains(names, known) {
				names = append(names, known)
			}
		}
		switch {
		case f == nil:
		case runner.Explainable(f):
			return s, f, nil
		case f.Kind == scenario.FramePair:
			return nil, nil, usage("%s in %s has a frame for each direction", name, file).withHint("write %s#%s.send or %s#%s.recv", file, name, file, name)
		default:
			return nil, nil, usage("the frame %s in %s has no header to explain", name, file)
		}
	}
	e := usage("%s has no frame or actor with a frame named %q", file, name)
	if near := spell.Nearest(name, names); near != "" {
		return nil, nil, e.withHint("did you mean %s?", near)
	}
	if len(names) > 0 {
		return nil, nil, e.withHint("there are %s", strings.Join(names, ", "))
	}
	return nil, nil, e.withHint("%s", whereFrames(file))
}

// framesInLua is how a scenario in Lua names a header.
const framesInLua = "scenario(title, {frames = {NAME = variable}}, body)"

// whereFrames says how to give a frame a name by which explain finds it.
func whereFrames(file string) string {
	if strings.HasSuffix(file, ".lua") {
		return "give the header of a variable a name for it: " + framesInLua
	}
	return "name a frame below frames:, or give an actor a frame"
}
