package p

const index = `CREATE INDEX i ON feedback -- want "indexes start"
	(id)` // a literal is judged like a file

const trigger = "CREATE TRIGGER t AFTER INSERT ON feedback" // want "no triggers"
