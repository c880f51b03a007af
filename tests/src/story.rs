//! `cargo demo --headless`: the main job told step by step, each step seen to hold before the next.

use std::path::{Path, PathBuf};

use samskriv_client::backend::{LinkTiming, RelayState};
use samskriv_client::i18n::Lang;
use samskriv_shared::{
    documents::{ActionStatus, Due, LogEntry, Minutes, Owner},
    ids::{ActionId, DocId},
};

use crate::{Peer, Programs, RelayProcess, sample, wait_for_all};

/// The two people of the story, with their municipalities.
const PEOPLE: [(&str, &str); 2] = [("Kerstin Almgren", "Ängelholm"), ("Åsa Björkegren", "Bjuv")];

/// Where the story happens, and in which language it is told.
pub struct Stage {
    /// Relay and client.
    pub programs: Programs,
    /// Where everybody's data lies.
    pub dir: PathBuf,
    /// The language of what is printed.
    pub lang: Lang,
    step: u32,
}

impl Stage {
    /// A stage in an empty directory.
    pub fn new(programs: Programs, dir: &Path, lang: Lang) -> Self {
        Stage { programs, dir: dir.to_owned(), lang, step: 0 }
    }

    /// Where a person's data lies.
    pub fn data(&self, who: usize) -> PathBuf {
        self.dir.join(["kerstin", "asa"][who])
    }

    #[expect(clippy::print_stdout, reason = "telling is what the demo is for")]
    fn tell(&mut self, sv: &str, en: &str) {
        self.step += 1;
        let text = if self.lang == Lang::Sv { sv } else { en };
        println!("{:>2}. {text}", self.step);
    }

    /// A relay, a founder with the sample minutes imported and shared, and someone who joined by a link.
    pub fn prepare(&mut self) -> (RelayProcess, [Peer; 2], DocId) {
        let relay = self.programs.relay(&self.dir.join("relay"));
        self.tell(
            &format!("Ett relä har startat på {}. Det lagrar men kan inte läsa.", relay.address()),
            &format!("A relay has started at {}. It stores, but cannot read.", relay.address()),
        );
        let [mut kerstin, mut asa] = [0, 1].map(|who| self.person(who));
        kerstin.found(sample::TITLE, &relay.url(), PEOPLE[0].1);
        self.tell("Kerstin har skapat nätverket.", "Kerstin has created the network.");
        kerstin.quit();
        let doc = self.import();
        let mut kerstin = self.person(0);
        asa.join(&kerstin.invite(1), PEOPLE[1].1);
        self.tell("Åsa har gått med genom en länk.", "Åsa has joined by a link.");
        kerstin.open(doc);
        kerstin.share(doc);
        asa.wait_for(doc);
        asa.open(doc);
        assert_eq!(kerstin.minutes(doc).read(), asa.minutes(doc).read());
        self.tell(
            "Kerstin har delat anteckningarna med nätverket, och Åsa läser samma text.",
            "Kerstin has shared the minutes with the network, and Åsa reads the same text.",
        );
        (relay, [kerstin, asa], doc)
    }

    fn person(&self, who: usize) -> Peer {
        Peer::start(PEOPLE[who].0, &self.data(who), LinkTiming::default())
    }

    fn import(&mut self) -> DocId {
        let file = sample::write(&self.dir).unwrap_or_else(|error| panic!("{error}"));
        let client = self.programs.client(&self.data(0));
        let imported = client.json(&["import", &file.to_string_lossy()]);
        let id = imported["documents"][0]["id"].as_str().unwrap_or_default().to_owned();
        let shown = client.json(&["show", &id]);
        assert_eq!(shown["title"], sample::TITLE);
        assert_eq!(shown["state"], "draft");
        let people = shown["attendance"].as_array().map_or(0, Vec::len);
        let suggested = imported["documents"][0]["suggested_actions"].as_array().map_or(0, Vec::len);
        self.tell(
            &format!("Kerstin har importerat ett möte: {people} personer, {suggested} föreslagna åtgärder. Det är ett utkast på hennes dator."),
            &format!("Kerstin has imported a meeting: {people} people, {suggested} suggested actions. It is a draft on her computer."),
        );
        id.parse().unwrap_or_else(|error| panic!("{error}"))
    }

    /// The whole story. Panics, with what was not seen, when a step does not hold.
    pub fn play(&mut self) {
        let (relay, mut peers, doc) = self.prepare();
        self.live(&mut peers, doc);
        let action = self.offline(&mut peers, doc);
        self.reconnect(&mut peers, doc, &action);
        self.relay_dies(relay, &mut peers, doc);
        let [kerstin, asa] = peers;
        kerstin.quit();
        asa.quit();
    }

    fn live(&mut self, peers: &mut [Peer; 2], doc: DocId) {
        peers[0].write(doc, "\nKerstin skriver");
        peers[1].wait_until("Kerstin's words", |it| it.text(doc).ends_with("Kerstin skriver"));
        peers[1].write(doc, " och Åsa fyller i.");
        peers[0].wait_until("Åsa's words", |it| it.text(doc).ends_with("och Åsa fyller i."));
        peers[0].wait_until("seen by the colleague", |it| {
            let status = it.status();
            status.unsent_changes == 0 && (status.seen, status.colleagues) == (1, 1)
        });
        self.tell(
            "Båda skriver samtidigt och ser varandras ord: på datorn, hos reläet, hos 1 av 1 kollega.",
            "Both write at once and see each other's words: on the computer, at the relay, with 1 of 1 colleague.",
        );
    }

    fn offline(&mut self, peers: &mut [Peer; 2], doc: DocId) -> ActionId {
        peers[1].set_offline(true);
        peers[1].wait_until("offline", |it| it.status().relay.state == RelayState::Offline);
        let text = peers[0].text(doc);
        let start = text.find("Kerstin skriver").map_or(0, |byte| text[..byte].chars().count());
        let middle = start + "Kerstin skriver".chars().count();
        let action = ActionId([7; 16]);
        peers[0].edit(doc, |minutes| {
            minutes.body_splice(start, 0, "Före: ").unwrap_or_else(|error| panic!("{error}"));
            let owner = Owner::Named { id: "ylva".into(), name: "Ylva Sandström".into() };
            minutes.add_action(action, "Sammanställ svaren", &[owner], Due::NextMeeting);
        });
        let other = ActionId([8; 16]);
        peers[1].edit(doc, |minutes| {
            minutes.body_splice(middle, 0, " på tåget").unwrap_or_else(|error| panic!("{error}"));
            minutes.add_action(other, "Boka lokal till hösten", &[], Due::None);
            let log =
                LogEntry { time_ms: 0, device: samskriv_shared::ids::DeviceId([0; 32]), what: "done".into() };
            minutes.set_action_status(&other, ActionStatus::Done, log);
        });
        assert!(!peers[1].text(doc).contains("Före: "), "Åsa is offline");
        assert!(!peers[0].text(doc).contains("på tåget"), "Åsa is offline");
        peers[1].wait_until("saved here and not sent", |it| {
            it.status().unsent_changes > 0 && it.status().unsaved_changes == 0
        });
        self.tell(
            "Åsa är på tåget utan nät. Båda ändrar samma stycke och åtgärdslistan; allt sparas på var sin dator.",
            "Åsa is on the train without network. Both change the same paragraph and the actions; all is saved on each computer.",
        );
        action
    }

    fn reconnect(&mut self, peers: &mut [Peer; 2], doc: DocId, action: &ActionId) {
        peers[1].set_offline(false);
        wait_for_all(peers, "both read the same", |peers| {
            let read = |who: usize| peers[who].minutes(doc).read();
            read(0) == read(1) && peers.iter().all(|it| it.status().unsent_changes == 0)
        });
        let minutes: Minutes = peers[0].minutes(doc).read();
        let text = peers[0].text(doc);
        assert!(text.contains("Före: Kerstin skriver på tåget och Åsa fyller i."), "{text}");
        assert_eq!(minutes.actions.len(), 2, "{:?}", minutes.actions);
        assert!(minutes.actions.iter().any(|it| it.id == *action && it.status == ActionStatus::Open));
        assert!(minutes.actions.iter().any(|it| it.status == ActionStatus::Done));
        self.tell(
            "Åsa är tillbaka: båda har samma text och samma åtgärder, och inget ord är borta.",
            "Åsa is back: both have the same text and the same actions, and no word is lost.",
        );
    }

    fn relay_dies(&mut self, relay: RelayProcess, peers: &mut [Peer; 2], doc: DocId) {
        let address = relay.address().to_owned();
        relay.kill();
        wait_for_all(peers, "both notice", |peers| {
            peers.iter().all(|it| it.status().relay.state != RelayState::Live)
        });
        peers[0].write(doc, "\nSkrivet utan relä.");
        let relay = self.programs.relay_at(&self.dir.join("relay"), &address);
        wait_for_all(peers, "both read the same again", |peers| {
            peers[1].text(doc).contains("Skrivet utan relä.")
                && peers[0].text(doc) == peers[1].text(doc)
                && peers.iter().all(|it| it.status().unsent_changes == 0)
        });
        drop(relay);
        self.tell(
            "Reläet dog mitt i och startade igen: allt som skrevs under tiden finns hos båda.",
            "The relay died in the middle and started again: all that was written meanwhile is with both.",
        );
    }
}
