// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/wire/network_request.h"

#include "core/crawl/url/byte_views.h"
#include "core/crawl/wire/content_decoder.h"

#include <QUrl>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kAccept = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5";

/// "example.org:8080", as the Host header has it.
QByteArray authorityOf(const Url& url)
{
    const std::string_view origin = url.origin();
    return copied(origin.substr(origin.find("://") + 3));
}

} // namespace

QNetworkRequest networkRequest(const Url& url, const QHostAddress& address, const QString& connectionName,
                               const QByteArray& userAgent)
{
    QUrl target = url.toQUrl();
    target.setHost(address.toString());
    QNetworkRequest result(target);
    result.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    result.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    result.setRawHeader("Host"_ba, authorityOf(url));
    result.setRawHeader("Accept"_ba, kAccept);
    // Who sets it himself gets the body as it was sent.
    result.setRawHeader("Accept-Encoding"_ba, ContentDecoder::kAccepted);
    result.setRawHeader("User-Agent"_ba, userAgent);
    if (!connectionName.isEmpty())
        result.setPeerVerifyName(connectionName);
    return result;
}

quint64 bytesOfRequest(const Url& url, const QByteArray& userAgent)
{
    constexpr std::string_view kRest =
        "GET  HTTP/1.1\r\nHost: \r\nUser-Agent: \r\nAccept: \r\nAccept-Encoding: \r\n\r\n";
    return kRest.size() + url.target().size() + static_cast<quint64>(authorityOf(url).size()) +
           static_cast<quint64>(userAgent.size()) + std::string_view(kAccept).size() +
           std::string_view(ContentDecoder::kAccepted).size();
}

quint16 portOf(const Url& url)
{
    return static_cast<quint16>(url.toQUrl().port(url.isHttps() ? 443 : 80));
}

} // namespace lanescope::crawl
