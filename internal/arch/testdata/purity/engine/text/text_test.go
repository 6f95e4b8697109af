package text

import _ "os"
