package main

// places are the first words of company names.
var places = []string{"Brackwater", "Cedar Lane", "Nordhavn", "Fairholm", "Linden Hill",
	"Saltmarsh", "Kestrel", "Ashgrove", "Weir Street", "Marlow Bay", "Tannery", "Birkdale",
	"Ostervik", "Lark Rise", "Quayside", "Hollin", "Steinfeld", "Valmont", "Pinecrest", "Rowan",
	"Harrowgate", "Old Mill", "Meridian", "Copperfield", "Greenacre"}

type trade struct{ word, segment string }

var trades = []trade{
	{"Legal", "Legal and tax"}, {"Tax", "Legal and tax"}, {"Notaries", "Legal and tax"},
	{"Clinic", "Clinics"}, {"Dental", "Clinics"}, {"Physio", "Clinics"},
	{"Joinery", "Trades"}, {"Electric", "Trades"}, {"Surveyors", "Trades"},
	{"Studio", "Agencies"}, {"Design", "Agencies"}, {"Property", "Agencies"},
}

type plan struct {
	name        string
	least, most int64 // yearly price in euros
}

var (
	plans = []plan{{"Free", 0, 0}, {"Starter", 300, 1900}, {"Team", 2000, 9900},
		{"Business", 10000, 39900}, {"Enterprise", 40000, 120000}}
	planWeights = []int{15, 35, 30, 15, 5}
)

var firstNames = []string{"Helen", "Priya", "Oliver", "Ana", "Marcus", "Ruth", "Jens", "Sofia",
	"Leo", "Karin", "Paul", "Elif", "Ben", "Petra", "Colin", "Ines", "Sven", "Mara", "Dana", "Tom",
	"Yusuf", "Amara", "Kenji", "Lucia", "Mateo", "Freya", "Nikhil", "Chloe", "Tomasz", "Aisha",
	"Joris", "Noor", "Ingrid", "Pablo", "Wei", "Hanna", "Omar", "Greta", "Kwame", "Lena", "Ravi",
	"Elsa", "Hugo", "Mina", "Declan", "Zofia", "Amir", "Bianca", "Stefan", "Thandi"}

var lastNames = []string{"Marsh", "Nair", "Reiss", "Duarte", "Hale", "Adeyemi", "Falk", "Brandt",
	"Martin", "Vogel", "Whitcombe", "Kaya", "Osei", "Lund", "Reid", "Moura", "Bergman",
	"Lindqvist", "Wolff", "Okafor", "Tanaka", "Silva", "Kowalski", "Haddad", "Jensen", "Murphy",
	"Novak", "Costa", "Fischer", "Laurent", "Mbeki", "Sato", "Virtanen", "Horvat", "Castillo",
	"Byrne", "Ivanova", "Mensah", "Patel", "Weber"}

var nickWords = []string{"Blue", "Sunny", "Quiet", "Travel", "Coffee", "Pixel", "River", "Happy",
	"Tiger", "Lucky", "Winter", "Story", "Green", "Mango", "Rocket", "Piano", "Cloud", "Rabbit"}
