package cli

import (
	"errors"
	"strings"

	"sockrun/luaapi/wire/spell"
	"sockrun/runner/weather"
)

// forecast is the value of --weather; nil for none.
type forecast struct{ *weather.Preset }

// String is empty without one, so that no default is shown.
func (f *forecast) String() string {
	if f.Preset == nil {
		return ""
	}
	return f.Name
}

// Type names the value in what is said of wrong ones.
func (f *forecast) Type() string { return "weather" }

// Set reads the name of a preset.
func (f *forecast) Set(name string) error {
	if f.Preset = weather.Find(name); f.Preset == nil {
		return errors.New("is no weather")
	}
	return nil
}

// weatherName is the name that was asked for, "" for none.
func (a *app) weatherName() string { return a.forecast.String() }

// badWeather explains a name that is none.
func badWeather(flag, name string) error {
	err := usage("%s must be one of %s, got %q", flag, strings.Join(weather.Names(), ", "), name)
	if near := spell.Nearest(name, weather.Names()); near != "" {
		return err.withHint("did you mean %s?", near)
	}
	return err.withHint("sockrun docs weather tells what each is like")
}
