package none // want "package none has no doc comment"
