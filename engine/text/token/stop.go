package token

import "strings"

// Stop reports a function word that carries no topic by itself (English, and the commonest of
// German, French, Spanish, Italian, Portuguese and Dutch).
func Stop(word string) bool { return stops[word] }

var stops = set(stopEnglish, stopOthers)

func set(lists ...string) map[string]bool {
	m := map[string]bool{}
	for _, list := range lists {
		for _, word := range strings.Fields(list) {
			m[word] = true
		}
	}
	return m
}

const stopEnglish = `a about above after again against all almost alone along already also although
always am among an and another any anyhow anyone anything anyway anywhere are aren't around as at
away back be became because become becomes been before behind being below beside besides between
beyond both but by can can't cannot cant come could couldn't did didn't didnt do does doesn't
doesnt doing don't done dont down due during each either else elsewhere enough etc even ever every
everyone everything everywhere except few find for from further get gets getting give go goes going
gone got had hadn't has hasn't have haven't having he hence her here hers herself him himself his
how however i i'd i'll i'm i've id if ill im in indeed into is isn't isnt it it's its itself ive
just keep know last least less let let's like ll made make makes many may maybe me mean meanwhile
might mine more moreover most mostly much must my myself namely neither never nevertheless next no
nobody none nor not nothing now nowhere of off often ok on once one only onto or other others
otherwise our ours ourselves out over own part per perhaps please put quite rather re really s said
same say see seem seemed seems several shall she should shouldn't show side since so some somehow
someone something sometime sometimes somewhere still such t take tell than thank thanks that
that's thats the their theirs them themselves then there there's therefore these they they're this
those though through throughout thru thus till to together too toward towards u under unless until
up upon us use used using ve very via want wanted wants was wasn't way we we're we've well went were
weren't what what's whatever when whenever where whereas wherever whether which while who whoever
whole whom whose why will with within without won't wont would wouldn't yet you you'd you'll you're
you've your youre yours yourself yourselves`

const stopOthers = `aber als auch auf aus bei bin bis das dass dem den der des die dies doch du ein
eine einem einen einer er es für hat ich ihr im in ist ja kann man mit nach nicht noch nur oder
sich sie sind so um und uns vom von war was wenn wie wir zu zum zur au aux avec ce ces cette dans
de des du elle en est et il ils je la le les leur mais me même mon ne nous on ou où par pas plus
pour qu que qui sa se ses son sur tout très tu un une vous al como con cuando del desde donde el
ella en entre era eres es esta este esto ha hay la las lo los más me mi mis muy no nos o para pero
por porque que se si sin sobre son su sus te tiene todo tu un una uno y ya che ci con da dei del
della di e gli ho il io la le lo ma mi nel non o per più se si sono su un una ao as com da das do
dos e ela ele em essa esse eu foi já mas meu muito na não nas no nos o os ou para pela pelo por
que se sem ser seu sua também tem um uma aan als bij dan dat de deze die dit door een en er geen
had heb hebben heeft het hij ik in is je kan maar me met mij mijn naar niet nog nu of om ook op
over te tot uit van voor was wat we wel wij ze zijn zo`
