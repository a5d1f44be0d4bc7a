// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <string_view>

namespace lanescope::crawl {

/// Text of the web goes about as views in what knows nothing of Qt, and as byte arrays in what does. Threads: any.

/// Valid as long as the bytes are.
inline std::string_view viewOf(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

/// Valid as long as the text is: for asking, not for keeping.
inline QByteArray borrowed(std::string_view text)
{
    return QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size()));
}

inline QByteArray copied(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

} // namespace lanescope::crawl
