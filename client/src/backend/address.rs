//! A relay's address as people write it, and what is dialled for it.

use std::net::IpAddr;

use samskriv_shared::protocol::PATH;

/// A relay's address that may be dialled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayAddress {
    /// What the WebSocket dials: `ws(s)://host[:port]/v1/connect`.
    pub url: String,
    /// The name that is dialled, with the port where one is given, as HTTP's `Host` has it.
    pub host: String,
}

/// Why an address cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// No address at all.
    #[error("not a relay's address")]
    Malformed,
    /// Unencrypted, to a public host: whoever listens would see who talks when.
    #[error("a plain connection is only for this computer and private networks")]
    PlainPublic,
}

impl RelayAddress {
    /// Reads `http(s)://` or `ws(s)://host[:port]`; without a scheme https is meant.
    ///
    /// # Errors
    /// [`AddressError`] when it is no address, or a plain one to a public host.
    pub fn parse(text: &str) -> Result<RelayAddress, AddressError> {
        let text = text.trim().trim_end_matches('/');
        let (scheme, host) = text.split_once("://").unwrap_or(("https", text));
        let plain = match scheme.to_ascii_lowercase().as_str() {
            "http" | "ws" => true,
            "https" | "wss" => false,
            _ => return Err(AddressError::Malformed),
        };
        let host = host.strip_suffix(PATH).unwrap_or(host).to_ascii_lowercase();
        let name = host_name(&host).ok_or(AddressError::Malformed)?;
        if plain && !is_private(name) {
            return Err(AddressError::PlainPublic);
        }
        let scheme = if plain { "ws" } else { "wss" };
        Ok(RelayAddress { url: format!("{scheme}://{host}{PATH}"), host })
    }
}

/// The name or address in `host[:port]`, if it can be one.
fn host_name(host: &str) -> Option<&str> {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let (name, port) = rest.split_once(']')?;
            (name, if port.is_empty() { None } else { Some(port.strip_prefix(':')?) })
        }
        None => host.rsplit_once(':').map_or((host, None), |(name, port)| (name, Some(port))),
    };
    let known = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    let port_fits = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    (!name.is_empty() && name.chars().all(known) && port_fits).then_some(name)
}

fn is_private(name: &str) -> bool {
    if name == "localhost" || name.ends_with(".localhost") {
        return true;
    }
    match name.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        Ok(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Result<String, AddressError> {
        RelayAddress::parse(text).map(|address| address.url)
    }

    #[test]
    fn without_a_scheme_https_is_meant() {
        assert_eq!(url("rela.example.se"), Ok("wss://rela.example.se/v1/connect".into()));
        assert_eq!(
            url(" https://Rela.example.se:8443/ "),
            Ok("wss://rela.example.se:8443/v1/connect".into())
        );
        assert_eq!(url("wss://rela.example.se/v1/connect"), Ok("wss://rela.example.se/v1/connect".into()));
    }

    #[test]
    fn plain_connections_stay_private() {
        for private in
            ["http://127.0.0.1:4000", "ws://[::1]:4000", "http://192.168.1.7:4000", "http://localhost:1"]
        {
            assert!(url(private).is_ok(), "{private}");
        }
        for public in ["http://rela.example.se", "ws://8.8.8.8:80", "http://172.32.0.1"] {
            assert_eq!(url(public), Err(AddressError::PlainPublic), "{public}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for bad in [
            "",
            "https://",
            "ftp://a",
            "https://a b",
            "https://a:0",
            "https://a:99999",
            "https://user@host",
            "https://a/b",
        ] {
            assert_eq!(url(bad), Err(AddressError::Malformed), "{bad}");
        }
    }
}
