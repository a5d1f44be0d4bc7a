// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/url_table.h"

namespace lanescope::crawl {

namespace {

constexpr auto kHead = "url,outcome,status,bytes,depth,redirects,retries,waited_ms,waited_for,dns_ms,connect_ms,"
                       "first_byte_ms,body_ms,took_ms,content_type,note\r\n";

/// What comes from a server may hold anything, and a spreadsheet takes "=…" for a formula.
QByteArray quoted(QByteArray text)
{
    if (!text.isEmpty() && QByteArray("=+-@\t\r").contains(text.front()))
        text.prepend('\'');
    if (!text.contains(',') && !text.contains('"') && !text.contains('\n') && !text.contains('\r'))
        return text;
    return '"' + text.replace('"', "\"\"") + '"';
}

QByteArray milliseconds(std::int64_t ns)
{
    return QByteArray::number(static_cast<double>(ns) * 1e-6, 'f', 3);
}

} // namespace

Status UrlTable::open(const QString& path)
{
    m_file.setFileName(path);
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return Error{"The URL table '" + path.toStdString() +
                     "' cannot be written: " + m_file.errorString().toStdString() + ". Choose another file."};
    m_file.write(kHead);
    return Done{};
}

void UrlTable::add(const Response& response)
{
    const GateTimes& waited = response.request.waited;
    QByteArray line = quoted(response.request.url.text());
    const auto add = [&line](const QByteArray& cell) { line += ',' + cell; };
    add(outcomeWord(response.outcome));
    add(QByteArray::number(response.status));
    add(QByteArray::number(response.received()));
    add(QByteArray::number(response.request.tag.depth));
    add(QByteArray::number(response.request.tag.redirects));
    add(QByteArray::number(response.request.tag.retries));
    add(milliseconds(waited.totalNs()));
    add(waited.totalNs() > 0 ? gateWord(waited.longest()) : "");
    for (const WirePhase& each : wirePhases(response))
        add(milliseconds(m_clock.durationNs(each.to - each.from)));
    add(milliseconds(response.finishedNs - response.startedNs));
    add(quoted(response.contentType));
    add(quoted(response.error.toUtf8()));
    m_file.write(line + "\r\n");
    ++m_lines;
}

Status UrlTable::close()
{
    const bool good = m_file.flush() && m_file.error() == QFileDevice::NoError;
    const QString why = m_file.errorString();
    m_file.close();
    if (good)
        return Done{};
    return Error{"The URL table '" + m_file.fileName().toStdString() + "' is not whole: " + why.toStdString() +
                 ". Make room and run again."};
}

} // namespace lanescope::crawl
