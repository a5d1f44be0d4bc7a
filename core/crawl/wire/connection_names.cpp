// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/wire/connection_names.h"

#include <algorithm>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

namespace {

bool isLetter(char c)
{
    return c >= 'a' && c <= 'z';
}

/// Letters that can be written in capitals; none in an IPv6 address, whose letters are digits.
int letterCount(std::string_view host)
{
    return host.starts_with('[') ? 0 : static_cast<int>(std::ranges::count_if(host, isLetter));
}

} // namespace

QByteArray ConnectionNames::endpointOf(const Url& url, const QString& address)
{
    const std::string_view origin = url.origin();
    if (url.isHttps())
        return {origin.data(), static_cast<qsizetype>(origin.size())};
    // "http://" and the host are replaced; what is left is ":port" or nothing.
    const std::string_view port = origin.substr(7 + url.host().size());
    return address.toLatin1().append(port.data(), static_cast<qsizetype>(port.size()));
}

int ConnectionNames::acquire(const QByteArray& endpoint)
{
    Numbers& numbers = m_endpoints[endpoint];
    if (numbers.free.empty())
        return numbers.next++;
    std::ranges::pop_heap(numbers.free, std::greater<>());
    const int number = numbers.free.back();
    numbers.free.pop_back();
    return number;
}

void ConnectionNames::release(const QByteArray& endpoint, int number)
{
    const auto numbers = m_endpoints.find(endpoint);
    if (numbers == m_endpoints.end())
        return;
    numbers->free.push_back(number);
    std::ranges::push_heap(numbers->free, std::greater<>());
}

bool ConnectionNames::needsOwnManager(const Url& url, int number)
{
    if (!url.isHttps() || number == 0)
        return false;
    const int letters = letterCount(url.host());
    return letters < 20 && number >= (1 << letters);
}

QString ConnectionNames::nameFor(const Url& url, int number)
{
    if (!url.isHttps())
        return number == 0 ? QString() : u"lane-"_s + QString::number(number);
    if (letterCount(url.host()) == 0 || needsOwnManager(url, number))
        return {};
    QString name = QString::fromLatin1(url.host().data(), static_cast<qsizetype>(url.host().size()));
    for (QChar& c : name) {
        if (!isLetter(c.toLatin1()))
            continue;
        if (number & 1)
            c = c.toUpper();
        number >>= 1;
    }
    return name;
}

} // namespace lanescope::crawl
