package release

import (
	"net"
	web "net/http"
	"net/smtp"
)

var client web.Client // want "http.Client built here"

func fetch(given *web.Client) {
	given.Get("https://example.org")
	web.Get("https://example.org")       // want "net/http.Get"
	_ = &web.Client{}                    // want "http.Client built here"
	_ = new(web.Client)                  // want "http.Client built here"
	_ = web.DefaultClient                // want "net/http.DefaultClient"
	net.Dial("tcp", "example.org:80")    // want "net.Dial"
	_ = net.Dialer{}                     // want "net.Dialer"
	smtp.SendMail("", nil, "", nil, nil) // want "net/smtp.SendMail"
	net.Listen("tcp", ":0")
}
