package release

import "net/http"

var testClient = http.DefaultClient
