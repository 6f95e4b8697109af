package demo

// The story of the sample workspace: what its people made of the reviews so far. Quotes are words
// of the reviews in data/reviews.csv; everything else is invented.

type team struct {
	name     string
	capacity float64 // person-weeks a week
}

var teams = []team{{"Mail", 4}, {"Platform", 3}, {"Mobile", 3}}

// need is an opportunity with its evidence and the items that answer it.
type need struct {
	title, problem, status string
	quotes                 []words
	items                  []work
}

// words is a span of a review, and how much it matters to who said it.
type words struct {
	review, span string
	importance   int64
}

// work is an item. Its place in the story names it, so that others can need it.
type work struct {
	key, title, kind, team, status string
	days                           [3]float64 // effort: P10, P50, P90, in person-weeks
	parent                         string
	needs                          []string
	due                            int // days from now; 0: none
	criteria                       []string
	votes                          int
	rice                           *rice
}

// rice is a score with its ranges: reach in customers a quarter.
type rice struct{ reach, impact, confidence [2]float64 }

var needs = []need{
	{"Updates must not take the app away",
		"After an update the app closes at the start or freezes, and people cannot get at their " +
			"mail and notes. They reinstall, and some leave.", "delivered",
		[]words{
			{"R0027", "Recent upgrade is causing the app to crash on iPad", 3},
			{"R0041", "This latest update did nothing to stop crashes", 3},
			{"R0034", "It crashes everytime I get it open", 3},
			{"R0067", "after the update it won't get connected. And it crashes a lot", 2},
			{"R0141", "it keeps freezing and I can't get into my notes", 3},
			{"R0080", "It crashes constantly when searching", 2},
			{"R0001", "Besides the occasional crash, this is an amazing product", 1},
		},
		[]work{
			{key: "safe-start", title: "Start in a safe mode after a crash", kind: "feature",
				team: "Mobile", status: "released", days: [3]float64{2, 3, 5}, votes: 3,
				criteria: []string{
					"After two crashes in a row the app opens without add-ons.",
					"Unsent mail is still there after a crash."},
				rice: &rice{[2]float64{300, 700}, [2]float64{2, 3}, [2]float64{0.8, 1}}},
			{key: "migration", title: "Roll the local store back when its migration fails",
				kind: "story", team: "Platform", status: "released", days: [3]float64{1, 2, 4},
				criteria: []string{"A migration that is killed leaves the old store readable."},
				rice:     &rice{[2]float64{300, 700}, [2]float64{1, 2}, [2]float64{0.7, 0.9}}},
			{key: "freeze", title: "Opening a long folder freezes the list", kind: "bug",
				team: "Mobile", status: "accepted", days: [3]float64{0.5, 1, 2},
				criteria: []string{"A folder of 20,000 messages opens without a pause."},
				rice:     &rice{[2]float64{150, 400}, [2]float64{1, 2}, [2]float64{0.7, 0.9}}},
		}},
	{"Search finds what people saved",
		"People file things in order to find them again. When search stops or hides today's " +
			"files, the app is useless to them.", "committed",
		[]words{
			{"R0029", "After the update, the search function doesn't work", 3},
			{"R0308", "The search function isn't working", 2},
			{"R0074", "all of my latest (today's) files just disappear", 2},
			{"R0097", "it's a pain to find hotels when searching a geographical location", 1},
		},
		[]work{
			{key: "index", title: "Index new messages within a second", kind: "feature",
				team: "Mail", status: "in_review", days: [3]float64{3, 5, 9}, votes: 2,
				criteria: []string{"A message that arrives is found a second later.",
					"Search works while the index is being built."},
				rice: &rice{[2]float64{400, 900}, [2]float64{1, 2}, [2]float64{0.7, 0.9}}},
			{key: "today", title: "Show today's files in every time zone", kind: "bug",
				team: "Mail", status: "released", days: [3]float64{0.5, 1, 2},
				criteria: []string{"At 17:00 in Los Angeles the files of that day are listed."},
				rice:     &rice{[2]float64{100, 300}, [2]float64{1, 2}, [2]float64{0.8, 1}}},
			{key: "filters", title: "Search by sender, place and date", kind: "story",
				team: "Mail", status: "ready", days: [3]float64{2, 4, 7}, needs: []string{"index"},
				rice: &rice{[2]float64{200, 800}, [2]float64{0.5, 2}, [2]float64{0.5, 0.8}}},
		}},
	{"The same everywhere: sync that can be trusted",
		"Notes are overwritten with older ones, or sync stops without a word. People stop " +
			"trusting what they see.", "committed",
		[]words{
			{"R0093", "It is overwriting my notes with outdated versions", 3},
			{"R1753", "After today's update sync stopped working", 3},
			{"R1176", "Needs a cloud sync feature", 2},
			{"R1004", "Syncing is a bit tricky at first", 1},
		},
		[]work{
			{key: "sync", title: "Sync that never overwrites", kind: "initiative", team: "Platform",
				status: "in_progress"},
			{key: "log", title: "Keep both versions when two devices changed one note",
				kind: "feature", team: "Platform", status: "in_progress",
				days: [3]float64{4, 6, 10}, parent: "sync", votes: 4, due: 70,
				criteria: []string{"Two devices that were offline keep both texts.",
					"The older version can be brought back with one click."},
				rice: &rice{[2]float64{250, 900}, [2]float64{2, 3}, [2]float64{0.6, 0.9}}},
			{key: "state", title: "Say when sync last worked, and why it does not", kind: "story",
				team: "Mobile", status: "ready", days: [3]float64{1, 1.5, 3}, parent: "sync",
				needs: []string{"log"},
				rice:  &rice{[2]float64{300, 900}, [2]float64{0.5, 1}, [2]float64{0.7, 0.9}}},
		}},
	{"Signing in works the first time",
		"Right passwords are refused, and the mail that resets them never comes.", "committed",
		[]words{
			{"R0116", "Can't login in on my iPad 3, tells me my password is incorrect", 2},
			{"R0323", "will not send me the email to do so", 3},
			{"R0308", "I have to sign in every time I open it", 2},
			{"R0443", "i cannot login anymore", 3},
		},
		[]work{
			{key: "reset", title: "Send the reset mail through a second relay", kind: "bug",
				team: "Platform", status: "ready", days: [3]float64{0.5, 1, 1.5}, due: 21,
				criteria: []string{"With the first relay down the mail still arrives in a minute."},
				rice:     &rice{[2]float64{80, 200}, [2]float64{2, 3}, [2]float64{0.8, 1}}},
			{key: "stay", title: "Stay signed in for thirty days", kind: "story", team: "Mobile",
				status: "ready", days: [3]float64{1, 2, 3}, needs: []string{"reset"}, votes: 2,
				rice: &rice{[2]float64{300, 1200}, [2]float64{0.5, 1}, [2]float64{0.6, 0.9}}},
		}},
	{"Hear of what arrives", "People share folders and mailboxes and are not told when something " +
		"lands in them.", "committed",
		[]words{
			{"R0346", "would like a notification when things arrive", 2},
			{"R0418", "I hope you guys planed for push notification soon", 1},
			{"R0218", "the phone doesn't alert me on the relevant info I plugged in", 2},
			{"R0292", "I get a pop up about push notifications", 2},
		},
		[]work{
			{key: "push", title: "Notify about shared folders", kind: "feature", team: "Mobile",
				status: "accepted", days: [3]float64{2, 3, 6}, votes: 3,
				criteria: []string{"A file in a shared folder is announced within a minute.",
					"Every folder can be silenced."},
				rice: &rice{[2]float64{200, 700}, [2]float64{0.5, 2}, [2]float64{0.5, 0.8}}},
		}},
	{"Work without a connection", "On trains and planes saved items cannot be opened.", "exploring",
		[]words{
			{"R0403", "I wish saved items could be viewed offline", 2},
			{"R0430", "can you add offline mod", 2},
		},
		[]work{
			{key: "offline", title: "Read saved items without a connection", kind: "feature",
				team: "Mobile", status: "new", days: [3]float64{4, 8, 16}, votes: 2,
				needs: []string{"log"}},
		}},
	{"Fast on the phones people have", "The app is slow where much is stored, and it empties " +
		"batteries.", "identified",
		[]words{
			{"R0022", "It's really slow and it always glitches up when I try to delete", 2},
			{"R0036", "Its a bit slow!", 1},
			{"R0366", "The app drains your battery", 2},
			{"R0534", "a full charge can be gone in 4 to five hour", 3},
		}, nil},
	{"Share without leaving the app", "Files go out as links only, and not to where people talk.",
		"identified",
		[]words{
			{"R0461", "It's also impossible to send files as email attachments", 2},
			{"R0134", "this don't have the option to share my files via Facebook message", 1},
			{"R0481", "The only thing I long for is collaboration on notes", 1},
		}, nil},
}

// loose are items that no customer's words lead to: not every plan is what customers asked for.
var loose = []work{
	{key: "icons", title: "Draw the icons anew", kind: "story", team: "Mobile", status: "ready",
		days: [3]float64{1, 2, 3}},
	{key: "billing", title: "Move billing to the new provider", kind: "feature", team: "Platform",
		status: "ready", days: [3]float64{3, 5, 8}, due: 90,
		criteria: []string{"Every invoice of the last year is still there."},
		rice:     &rice{[2]float64{50, 100}, [2]float64{0.5, 1}, [2]float64{0.8, 1}}},
	{key: "upgrade", title: "Leave the old database version", kind: "task", team: "Platform",
		status: "in_progress", days: [3]float64{1, 2, 4}},
	{key: "import", title: "Import calendars from a file", kind: "story", team: "Mail",
		status: "ready", days: [3]float64{1, 2, 4},
		rice: &rice{[2]float64{100, 400}, [2]float64{0.5, 1}, [2]float64{0.4, 0.7}}},
	{key: "rooms", title: "Book meeting rooms", kind: "feature", team: "Mail", status: "new",
		days: [3]float64{4, 7, 12}},
	{key: "theme", title: "Follow the system's dark mode", kind: "story", team: "Mail",
		status: "dropped", days: [3]float64{1, 1, 2}},
}

// shipment is a release and how far it has come.
type shipment struct {
	name, notes string
	items       []string
	state       stage
}

type stage int

const (
	draft  stage = iota // being put together
	untold              // with customers, but those who asked have not heard
	told                // those who asked have their mail
)

var shipments = []shipment{
	{"Harbor 5.1", "The app comes back after a crash, with everything that was being written.\n\n" +
		"- After two crashes in a row it starts in a safe mode.\n" +
		"- An update that fails leaves your mail as it was.",
		[]string{"safe-start", "migration"}, told},
	{"Harbor 5.2", "Today's files are listed wherever you are.", []string{"today"}, untold},
	{"Harbor 5.3", "Shared folders say when something arrives.", []string{"push"}, draft},
}
