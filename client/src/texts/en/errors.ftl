# Errors, as sentences that one can act on.
error-no-such-workspace = The network is not on this computer.
error-no-such-document = The document is not on this computer.
error-no-relay = The network has no relay yet. Connect it with "samskriv workspace connect URL".
error-unreachable = The relay cannot be reached. All that you have written is on this computer and will be sent when it can.
error-bad-relay = The server at that address does not answer as a relay.
error-bad-address = The relay's address cannot be used. An address is written as https://relay.example.org or https://relay.example.org:8443.
error-plain-address = The relay's address is not encrypted (http://), so that others on the way can see who writes when. That works only to this computer and within a local network; elsewhere https:// is needed.
error-bad-link = The invitation link cannot be read. Copy the whole link, from "samskriv:" to the end.
error-forked = The relay shows another membership history than the one here. Nothing more is sent or fetched; talk to whoever runs the relay.
error-role-does-not-allow = Your role in the network does not allow this. Talk to an administrator of the network.
error-already-member = This computer belongs to the network already.
error-storage = It could not be saved on the disk ({ $detail }).
error-bad-document = The document cannot be read ({ $detail }).
error-stopped = Samskriv is closing down.
error-store-in-use = Another Samskriv{ $detail } has the directory open. Close it first, or choose another directory with --data.
error-unknown-workspace = The relay does not know the network.
error-not-a-member = This computer does not belong to the network.
error-not-understood = The relay and the program do not understand each other ({ $code }).
error-bad-host = The relay does not know itself by the address it was reached at. Whoever runs the relay needs to add it.
error-unsupported-version = The relay speaks another version. Update the program.
error-too-large = It is too large for the relay.
error-not-allowed = The relay refuses: the role does not allow it.
error-stale = Somebody else came first. Try again.
error-invite-expired = The invitation link has expired. Ask for a new one.
error-invite-used = The invitation link has been used as many times as it may be.
error-token-required = The relay wants a token from whoever runs it (--token).
error-busy = The relay has too much to do just now. Try again in a while.
error-quota-exceeded = The network's space at the relay is used up.
error-storage-failed = The relay cannot save on its disk.
error-shutting-down = The relay is shutting down. Try again in a while.
error-unknown = Something went wrong ({ $code }). { $detail }

## What people should know of though everything goes on
warning-set-aside = Came from the relay but could not be verified, and is not used: { $detail }. Nothing of yours is lost.
warning-parked = This computer cannot read yet: { $detail }. It is kept and will be read when that is possible. An update of the program may help.
warning-told-otherwise = The relay has told { $detail } otherwise than you. Talk to each other, and to whoever runs the relay.
