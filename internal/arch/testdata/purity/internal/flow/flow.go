package flow

import _ "os"
