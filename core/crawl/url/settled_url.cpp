// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/url/settled_url.h"

#include "core/crawl/url/ascii.h"

#include <algorithm>
#include <array>

namespace lanescope::crawl {

namespace {

constexpr bool isLowerOrDigit(char c)
{
    return (c >= 'a' && c <= 'z') || isDigit(c);
}

/// Characters that mean themselves in a path and in a query, whoever reads them.
constexpr std::array<bool, 256> makePlainTable()
{
    std::array<bool, 256> plain{};
    for (int c = 0; c < 128; ++c)
        plain[static_cast<std::size_t>(c)] = isLowerOrDigit(static_cast<char>(c)) || (c >= 'A' && c <= 'Z');
    for (const char c : {'-', '_', '~', '.', '/', '=', '&', ',', '+', '?'})
        plain[static_cast<std::size_t>(c)] = true;
    return plain;
}
constexpr auto kPlain = makePlainTable();

bool isPlain(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return kPlain[static_cast<unsigned char>(c)]; });
}

bool isDottedQuad(std::string_view host)
{
    int parts = 0;
    std::size_t at = 0;
    while (at <= host.size()) {
        const std::size_t dot = std::min(host.find('.', at), host.size());
        const std::string_view part = host.substr(at, dot - at);
        if (part.empty() || part.size() > 3 || !std::ranges::all_of(part, isDigit) ||
            (part.size() > 1 && part[0] == '0') || (part.size() == 3 && part > "255"))
            return false;
        ++parts;
        at = dot + 1;
    }
    return parts == 4;
}

/// A host name that QUrl would leave as it is: no IDN, no number that could be an address in disguise.
bool isSettledHost(std::string_view host)
{
    if (host.empty() || host.size() > 200 || isDottedQuad(host))
        return !host.empty() && host.size() <= 200;
    const std::size_t lastDot = host.rfind('.');
    const char first = host[lastDot == host.npos ? 0 : std::min(lastDot + 1, host.size() - 1)];
    return first >= 'a' && first <= 'z' && host.find("xn--") == host.npos && host.find("..") == host.npos &&
           host.front() != '.' && host.back() != '.' &&
           std::ranges::all_of(host, [](char c) { return isLowerOrDigit(c) || c == '.'; });
}

bool isSettledPort(std::string_view port, bool https)
{
    return !port.empty() && port.size() <= 4 && port[0] != '0' && std::ranges::all_of(port, isDigit) &&
           port != (https ? std::string_view("443") : std::string_view("80"));
}

} // namespace

bool isSettledTarget(std::string_view target)
{
    return isPlain(target) && target.find("/.") == target.npos && !target.ends_with('?') &&
           target.find("?&") == target.npos;
}

std::size_t settledOriginLength(std::string_view text)
{
    const bool https = text.starts_with("https://");
    if (!https && !text.starts_with("http://"))
        return 0;
    const std::size_t hostAt = https ? 8 : 7;
    const std::size_t end = text.find('/', hostAt);
    if (end == text.npos)
        return 0;
    const std::string_view authority = text.substr(hostAt, end - hostAt);
    const std::size_t colon = authority.find(':');
    if (colon != authority.npos && !isSettledPort(authority.substr(colon + 1), https))
        return 0;
    return isSettledHost(authority.substr(0, colon)) ? end : 0;
}

} // namespace lanescope::crawl
