package io.aegis.state.outbound.persistence;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.Json;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.hibernate.annotations.Immutable;

@Converter
@Immutable
class FactJson implements AttributeConverter<CustomerFact, String> {
    @Override
    public String convertToDatabaseColumn(CustomerFact fact) {
        return Json.text(fact);
    }

    @Override
    public CustomerFact convertToEntityAttribute(String json) {
        return Json.read(json, CustomerFact.class);
    }
}
