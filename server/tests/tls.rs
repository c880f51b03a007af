//! TLS from PEM files. The certificate in `tls/` was made for this test and is trusted by nobody else.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::{path::PathBuf, sync::Arc};

use common::{HANG, TestRelay, found};
use futures_util::{SinkExt, StreamExt};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use samskriv_server::{Config, ServeError, config::TlsFiles, serve};
use samskriv_shared::{
    protocol::{ClientFrame, Hello, PATH, RelayFrame, SUBPROTOCOL, decode, encode},
    seal::hello_payload,
};
use tokio::{io::AsyncReadExt, net::TcpStream, time::timeout};
use tokio_rustls::TlsConnector;
use tokio_tungstenite::{
    client_async,
    tungstenite::{Message, client::IntoClientRequest},
};

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/tls").join(name)
}

fn tls(config: &mut Config) {
    config.public_hosts = vec!["relay.example".into()];
    config.open = true;
    config.tls = Some(TlsFiles { certificate: file("cert.pem"), key: file("key.pem") });
}

#[tokio::test]
async fn a_device_comes_in_over_tls() {
    let relay = TestRelay::start_with(tls).await;
    let world = found(1);
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(file("ca.pem")).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(relay.address).await.unwrap();
    let name = ServerName::try_from("relay.example").unwrap();
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
    let mut request = format!("wss://relay.example{PATH}").into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", SUBPROTOCOL.parse().unwrap());
    let (mut socket, _) = client_async(request, stream).await.unwrap();
    let mut next = async || loop {
        if let Message::Binary(bytes) = timeout(HANG, socket.next()).await.unwrap().unwrap().unwrap() {
            return decode::<RelayFrame>(&bytes).unwrap();
        }
    };
    let RelayFrame::Challenge { nonce, .. } = next().await else { panic!("no challenge") };
    let (workspace, device, host) = (world.id(), world.admin.id(), "relay.example".to_owned());
    let sig = world.admin.sign(&hello_payload(&workspace, &device, &host, None, &nonce)).to_vec();
    for frame in [
        ClientFrame::Create { genesis: world.genesis.clone(), token: None },
        ClientFrame::Hello(Hello { workspace, device, host, after: None, sig }),
    ] {
        socket.send(Message::Binary(encode(&frame).into())).await.unwrap();
    }
    let frame = timeout(HANG, socket.next()).await.unwrap().unwrap().unwrap().into_data();
    assert!(matches!(decode(&frame).unwrap(), RelayFrame::Welcome { .. }));
}

#[tokio::test]
async fn who_speaks_no_tls_holds_up_nobody() {
    let relay = TestRelay::start_with(|config| {
        tls(config);
        config.patience.hello = std::time::Duration::from_millis(100);
    })
    .await;
    // Silent, for a start; it is let go.
    let mut silent = TcpStream::connect(relay.address).await.unwrap();
    let mut answer = Vec::new();
    let _ = timeout(HANG, silent.read_to_end(&mut answer)).await.unwrap();
    assert!(answer.is_empty());
}

#[tokio::test]
async fn unusable_files_are_an_error_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    for (certificate, key) in [("cert.pem", "none.pem"), ("key.pem", "key.pem"), ("ca.pem", "key.pem")] {
        let mut config = Config::new(dir.path());
        config.open = true;
        config.tls = Some(TlsFiles { certificate: file(certificate), key: file(key) });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let result = serve(listener, config, std::future::pending()).await;
        assert!(matches!(result, Err(ServeError::Tls(_))), "{certificate} and {key}");
    }
}
