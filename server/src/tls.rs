//! TLS from two PEM files, on rustls with ring.

use std::{path::PathBuf, sync::Arc};

use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{
        CertificateDer, PrivateKeyDer,
        pem::{self, PemObject},
    },
};
use tokio_rustls::TlsAcceptor;

use crate::config::TlsFiles;

/// Certificate or key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file is not PEM, or not there.
    #[error("{path} cannot be read as PEM")]
    Pem {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: pem::Error,
    },
    /// They do not fit together, or are of a kind that is not spoken.
    #[error("certificate and key cannot be used")]
    Unusable(#[from] rustls::Error),
}

/// What speaks TLS on a connection.
///
/// # Errors
/// [`TlsError`]
pub fn acceptor(files: &TlsFiles) -> Result<TlsAcceptor, TlsError> {
    let wrap = |path: &PathBuf| {
        let path = path.clone();
        move |source| TlsError::Pem { path, source }
    };
    let certificates: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect)
        .map_err(wrap(&files.certificate))?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(wrap(&files.key))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(certificates, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
