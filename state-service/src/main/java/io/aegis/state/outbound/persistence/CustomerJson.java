package io.aegis.state.outbound.persistence;

import io.aegis.contracts.Json;
import io.aegis.state.domain.Customer;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.hibernate.annotations.Immutable;

@Converter
@Immutable
class CustomerJson implements AttributeConverter<Customer, String> {
    @Override
    public String convertToDatabaseColumn(Customer customer) {
        return Json.text(customer);
    }

    @Override
    public Customer convertToEntityAttribute(String json) {
        return Json.read(json, Customer.class);
    }
}
