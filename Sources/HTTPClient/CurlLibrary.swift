internal import CCurl

/// libcurl, which is loaded when it is first needed.
enum CurlLibrary {
    /// Why curl cannot be used, once it was tried; whoever needs curl asks here first.
    static let fault: String? = {
        if let reason = unsafe penstock_curl_load() {
            return
                "requests to other servers need libcurl (Debian: apt-get install libcurl4), which cannot be loaded: "
                + (unsafe String(cString: reason))
        }
        return curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK ? nil : "libcurl cannot be initialized"
    }()
}
