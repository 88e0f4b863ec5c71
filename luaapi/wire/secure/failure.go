package secure

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/certificate"
)

// failure tells of what crypto/tls has met. What the socket has met stays as it
// is.
func failure(err error) error {
	var errno syscall.Errno
	var known *host.TLSError
	switch {
	case errors.As(err, &known), errors.Is(err, host.ErrEnded):
		return err
	case errors.As(err, &errno):
		return errno
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return io.ErrUnexpectedEOF
	}
	code, message := describe(err)
	return &host.TLSError{Code: code, Message: message, Remote: isRefusal(err), Cause: err}
}

// describe says what failed, and what to do about it.
func describe(err error) (code, message string) {
	var header tls.RecordHeaderError
	var checked *tls.CertificateVerificationError
	switch {
	case errors.As(err, &header):
		return codeNotTLS, notTLS(header.RecordHeader[:])
	case errors.As(err, &checked):
		return distrust(checked)
	case isRefusal(err):
		return refusal(strings.TrimPrefix(text(err), "remote error: "))
	}
	switch message = text(err); {
	case strings.Contains(message, "unsupported versions"), strings.Contains(message, "unsupported protocol version"), strings.Contains(message, "protocol version not supported"):
		return "TLS_VERSION", "the two sides have no version of TLS in common: " + named(message) + "; see min_version and max_version"
	case strings.Contains(message, "didn't provide a certificate"):
		return "TLS_NO_CERTIFICATE", "the client has presented no certificate, which client_cert requires; give the client one, with cert"
	}
	return "TLS_ALERT", "this side has ended the session: " + message
}

// isRefusal says whether the other side has ended the session with an alert.
func isRefusal(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "remote error"
}

var hexVersion = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b30[1-4]\b`) })

// named writes versions by their names, of which crypto/tls says the numbers.
func named(message string) string {
	return hexVersion().ReplaceAllStringFunc(message, func(number string) string {
		return VersionName(tls.VersionTLS10 + uint16(number[2]-'1'))
	})
}

// text is what crypto/tls says, without its name.
func text(err error) string { return strings.ReplaceAll(err.Error(), "tls: ", "") }

// refusal is what an alert of the other side says.
func refusal(alert string) (code, message string) {
	if alert == "protocol version not supported" {
		return "TLS_VERSION", "the two sides have no version of TLS in common, says the other side; see min_version and max_version"
	}
	return "TLS_ALERT", "the other side has refused: " + alert + " (its own error says why)"
}

// refused is why a handshake has failed. One that the other side has ended with
// less than crypto/tls looks at, or with what it cannot read, was answered all
// the same.
func (p *pipe) refused(err error) error {
	if alert, ok := p.openAlert(); ok && isUnreadable(err) {
		code, message := refusal(text(alert))
		return &host.TLSError{Code: code, Message: message, Remote: true, Cause: err}
	}
	came := p.plain()
	if came == nil || err != io.ErrUnexpectedEOF && err != syscall.ECONNRESET && err != syscall.EPIPE {
		return err
	}
	return &host.TLSError{Code: codeNotTLS, Message: notTLS(came), Cause: err}
}

// isUnreadable says whether crypto/tls has met a record that is not encrypted as
// it must be. Such is the alert of a client that refuses a certificate of TLS 1.3
// before it has taken keys to write with, as those of OpenSSL do.
func isUnreadable(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "local error" && text(op.Err) == "bad record MAC"
}

const codeNotTLS = "TLS_NOT_TLS"

// notTLS shows what came in place of a record.
func notTLS(came []byte) string {
	return fmt.Sprintf("what arrived is not TLS: it begins with %q; does the other side speak TLS, and does it begin now?", came)
}

// distrust says why a certificate was not accepted.
func distrust(e *tls.CertificateVerificationError) (code, message string) {
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var named x509.HostnameError
	leaf := e.UnverifiedCertificates[0]
	subject := fmt.Sprintf("the certificate of %q", leaf.Subject.CommonName)
	switch {
	case errors.As(e.Err, &named):
		return "TLS_NAME", fmt.Sprintf("%s is for %s, not for %s; connect by one of its names, or give one as server_name", subject, listed(certificate.Names(leaf)), named.Host)
	case errors.As(e.Err, &invalid) && invalid.Reason == x509.Expired:
		return "TLS_EXPIRED", outdated(subject, invalid)
	case errors.As(e.Err, &unknown):
		return "TLS_UNKNOWN_CA", fmt.Sprintf("%s was issued by %q, whom this side does not trust; name the certificate of the issuer as ca", subject, leaf.Issuer.CommonName)
	}
	return "TLS_UNKNOWN_CA", subject + " is not accepted: " + strings.TrimPrefix(e.Err.Error(), "x509: ")
}

func listed(names []string) string {
	if len(names) == 0 {
		return "no name"
	}
	return strings.Join(names, ", ")
}

// outdated says when a certificate was, or will be, valid.
func outdated(subject string, e x509.CertificateInvalidError) string {
	c := e.Cert
	if strings.Contains(e.Detail, "before") {
		return fmt.Sprintf("%s is valid only from %s on", subject, c.NotBefore.UTC().Format(time.RFC3339))
	}
	return fmt.Sprintf("%s expired at %s", subject, c.NotAfter.UTC().Format(time.RFC3339))
}
